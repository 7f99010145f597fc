// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.Unit;
import io.go4j.context.Context;
import io.go4j.sync.Mutex;
import io.go4j.sync.Once;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A page's content is made under a mutex, and counting the words of a part of it, with a Once, locks the mutex again. (Go:
 * goker/hugo5379.go.)
 */
final class Hugo5379 {
    private Hugo5379() {}

    private static final class Page {
        final Once contentInit = new Once();
        final Once plainInit = new Once();
        final Mutex contentInitMu = new Mutex();
        final ShortcodeHandler shortcodes = new ShortcodeHandler();

        void wordCount() {
            contentInit.run(this::initContent);
            plainInit.run(() -> {
                contentInitMu.lock();
                contentInitMu.unlock();
            });
        }

        private void initContent() {
            try (var ctx = Context.background().withTimeout(Duration.ofMillis(1))) {
                var made = Chan.<Unit>make(1);
                go("Page.initContent.func1.1", () -> {
                    contentInitMu.lock();
                    try {
                        shortcodes.execute();
                        made.send(Unit.UNIT);
                    } finally {
                        contentInitMu.unlock();
                    }
                });
                select(ctx.done().onReceive(v -> {}), made.onReceive(v -> {}));
            }
        }
    }

    private static final class ShortcodeHandler {
        final Once init = new Once();
        final Map<Integer, GoBody> delta = new HashMap<>();

        void update(Page page) {
            init.run(() -> delta.put(0, page::wordCount));
        }

        void execute() throws Exception {
            for (GoBody render : delta.values()) {
                render.run();
            }
        }
    }

    private record Site(List<Page> pages, WaitGroup wg) {
        void renderPages() {
            pages.forEach(p -> p.shortcodes.update(p));
            for (int i = 0; i < 2; i++) {
                wg.add(1);
                go(this::pageRenderer);
            }
            wg.await();
        }

        private void pageRenderer() {
            pages.forEach(Page::wordCount);
            wg.done();
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go("Hugo5379.func2", () -> new Site(List.of(new Page()), new WaitGroup()).renderPages());
        }
    }
}
