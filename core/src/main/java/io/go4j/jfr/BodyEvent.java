// SPDX-License-Identifier: Apache-2.0
package io.go4j.jfr;

import io.go4j.sched.G;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** The beginning or the end of a goroutine. */
@Category({"go4j", "Goroutines"})
abstract class BodyEvent extends GoroutineEvent {
    @Label("Parent Goroutine Id")
    @Description("The id of the goroutine that said go; 0 if that was an ordinary thread")
    long parent;

    @Label("Entry Function")
    @Description("What the goroutine runs: the run method of a class; for a lambda or a method reference, the class that it stands in")
    @Nullable String function;

    @Label("Creation Site")
    @Description("Where go was said")
    @Nullable String creationSite;

    BodyEvent() {}

    @Override
    void tell(@Nullable G g) {
        super.tell(g);
        if (g != null) {
            parent = g.parentId();
            function = g.id() == 1 ? "main" : functionOf(g.bodyType()); // what main is wrapped in is not the user's
            creationSite = text(g.site());
        }
    }

    /** The class of a lambda has a number of its own in each run of the program, which would tell nobody anything. */
    private static @Nullable String functionOf(@Nullable Class<?> body) {
        if (body == null) {
            return null;
        }
        String name = body.getName();
        int number = body.isHidden() ? name.lastIndexOf('/') : -1;
        return number < 0 ? name + ".run" : name.substring(0, number);
    }
}
