// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import io.go4j.debug.inspect.Choice;
import io.go4j.debug.inspect.Seen;
import io.go4j.debug.inspect.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of goroutines: pages, filters, groups; and of packages. */
final class Listing {
    private static final int PAGE_MAX = 100_000;
    private static final int WAITING_ON_CHANNEL = 8;

    private static final List<Choice.Field> FIELDS = List.of(
            Choice.Field.CURRENT,
            Choice.Field.USER,
            Choice.Field.GO,
            Choice.Field.START,
            Choice.Field.LABEL,
            Choice.Field.RUNNING,
            Choice.Field.OF_USER);

    private final Answers answers;

    Listing(Answers answers) {
        this.answers = answers;
    }

    /** The kinds are numbered from 1; null for 0, which is none. */
    private static Choice.@Nullable Field field(long kind) throws Requests.Refused {
        if (kind == WAITING_ON_CHANNEL) {
            throw new Requests.Refused("which goroutines wait for a channel is not known to go4j; goroutines -with curloc Chan lists all");
        }
        if (kind < 0 || kind > FIELDS.size()) {
            throw new Requests.Refused("goroutines cannot be chosen by kind " + kind);
        }
        return kind == 0 ? null : FIELDS.get((int) kind - 1);
    }

    void goroutines(JsonOut out, Parameters p, List<Seen> all, boolean newClient) throws Requests.Refused {
        List<Choice.Condition> conditions = new ArrayList<>();
        for (Parameters filter : p.objects("Filters")) {
            Choice.Field field = field(filter.number("Kind"));
            if (field != null) {
                conditions.add(new Choice.Condition(field, filter.flag("Negated"), filter.text("Arg")));
            }
        }
        int from = Math.clamp(p.number("Start"), 0, all.size());
        long count = p.number("Count");
        Choice.Field by = field(p.number("GroupBy"));
        int size = count > 0 ? (int) Math.min(count, PAGE_MAX) : by != null ? all.size() : PAGE_MAX;
        int to = (int) Math.min((long) from + size, all.size());
        List<Seen> page = Choice.of(all.subList(from, to), conditions); // as in Delve: a page is cut first
        if (by != null) {
            groups(out, p, Choice.grouped(page, by, p.text("GroupByKey"), p.count("MaxGroupMembers")), newClient);
        } else {
            list(out, page, newClient);
            out.name("Groups").nothing().field("TooManyGroups", false);
        }
        out.field("Nextg", to < all.size() ? to : -1);
    }

    private void list(JsonOut out, List<Seen> goroutines, boolean newClient) {
        out.name("Goroutines").array();
        goroutines.forEach(g -> answers.goroutine(out, g, newClient));
        out.endArray();
    }

    private void groups(JsonOut out, Parameters p, List<Choice.Group> groups, boolean newClient) {
        int max = p.count("MaxGroups");
        boolean tooMany = max > 0 && groups.size() > max;
        List<Choice.Group> shown = tooMany ? groups.subList(0, max) : groups;
        List<Seen> members = new ArrayList<>();
        out.name("Groups").array();
        for (Choice.Group g : shown) {
            out.object().field("Name", g.name()).field("Offset", members.size()).field("Count", g.shown().size());
            out.field("Total", g.total()).endObject();
            members.addAll(g.shown());
        }
        out.endArray().field("TooManyGroups", tooMany);
        list(out, members, newClient);
    }

    void packages(JsonOut out, List<Target.SourcePackage> packages, Parameters p) {
        out.name("List").array();
        for (Target.SourcePackage pack : packages) {
            out.object().field("ImportPath", pack.name()).field("DirectoryPath", pack.folder());
            if (p.flag("IncludeFiles")) {
                out.strings("Files", pack.files());
            } else {
                out.name("Files").nothing();
            }
            out.endObject();
        }
        out.endArray();
    }
}
