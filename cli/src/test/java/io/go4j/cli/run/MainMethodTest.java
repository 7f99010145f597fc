// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which main is chosen, and that it is called as it is: JLS 12.1.4, as Java's own launcher of JDK 25 reads it. */
class MainMethodTest {
    static final List<String> CALLS = new ArrayList<>();

    @BeforeEach
    void forget() {
        CALLS.clear();
        Start.arguments(new String[] {"a", "b"});
    }

    public static class StaticWithArguments {
        public static void main(String[] arguments) {
            CALLS.add("static " + String.join(" ", arguments));
        }

        public void main() {
            CALLS.add("not this one");
        }
    }

    @Test
    void argumentsGoBeforeNone() throws Exception {
        run(StaticWithArguments.class);
        assertThat(CALLS).containsExactly("static a b");
    }

    static class InstanceWithArguments {
        static void main() {
            CALLS.add("not this one");
        }

        void main(String... arguments) {
            CALLS.add("instance " + arguments.length);
        }
    }

    @Test
    void instanceMainWithArgumentsGoesBeforeStaticMainWithout() throws Exception {
        run(InstanceWithArguments.class);
        assertThat(CALLS).containsExactly("instance 2");
    }

    static class StaticWithout {
        static void main() {
            CALLS.add("static");
        }
    }

    static class InstanceWithout {
        InstanceWithout() {
            CALLS.add("constructor");
        }

        protected void main() {
            CALLS.add("instance");
        }
    }

    @Test
    void withoutArguments() throws Exception {
        run(StaticWithout.class);
        run(InstanceWithout.class);
        assertThat(CALLS).containsExactly("static", "constructor", "instance");
    }

    static class Inherits extends InstanceWithout {
        Inherits() {}
    }

    interface HasMain {
        default void main() {
            CALLS.add("default of an interface");
        }
    }

    static class FromInterface implements HasMain {}

    @Test
    void inheritedMainCounts() throws Exception {
        run(Inherits.class);
        run(FromInterface.class);
        assertThat(CALLS).containsExactly("constructor", "instance", "default of an interface");
    }

    static class PrivateWithArguments {
        private static void main(String[] arguments) {
            CALLS.add("not this one");
        }

        static void main() {
            CALLS.add("static");
        }
    }

    static class ReturnsSomething {
        public static int main(String[] arguments) {
            return 1;
        }
    }

    static class OtherParameters {
        public static void main(int argument) {}

        public static void main(String argument) {}
    }

    @Test
    void privateMainAndMainThatReturnsSomethingAreNone() throws Exception {
        run(PrivateWithArguments.class);
        assertThat(CALLS).containsExactly("static");
        assertThat(MainMethod.find(ReturnsSomething.class)).isNull();
        assertThat(MainMethod.find(OtherParameters.class)).isNull();
    }

    abstract static class Abstract {
        void main() {}
    }

    static class NeedsParameter {
        NeedsParameter(int parameter) {}

        void main() {}
    }

    static class PrivateConstructor {
        private PrivateConstructor() {}

        void main() {}
    }

    @Test
    void instanceMainNeedsAConstructor() {
        assertThatThrownBy(() -> MainMethod.find(Abstract.class)).hasMessageContaining("but the class is abstract; declare main static");
        for (Class<?> type : List.of(NeedsParameter.class, PrivateConstructor.class)) {
            assertThatThrownBy(() -> MainMethod.find(type)).hasMessageContaining("there is no constructor without parameters");
        }
    }

    static class Throws {
        static void main() throws Throwable {
            throw new Throwable("neither Exception nor Error");
        }
    }

    static class ThrowsInConstructor {
        ThrowsInConstructor() throws IOException {
            throw new IOException("from the constructor");
        }

        void main() {}
    }

    @Test
    void whatMainThrowsIsNotWrapped() throws Exception {
        MainMethod main = MainMethod.find(Throws.class);
        assertThatThrownBy(main::run).isExactlyInstanceOf(Throwable.class).hasMessage("neither Exception nor Error").hasNoCause();
        MainMethod other = MainMethod.find(ThrowsInConstructor.class);
        assertThatThrownBy(other::run).isExactlyInstanceOf(IOException.class).hasMessage("from the constructor").hasNoCause();
    }

    private static void run(Class<?> type) throws RunFailure {
        MainMethod.find(type).run();
    }
}
