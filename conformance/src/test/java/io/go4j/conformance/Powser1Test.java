// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Unit;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Go: test/chan/powser1.go, after "Squinting at Power Series" by Doug McIlroy. */
class Powser1Test {
    private static final int TERMS = 10;

    /** A rational number in lowest terms. */
    private record Rat(BigInteger num, BigInteger den) {
        static final Rat ZERO = of(0, 1);
        static final Rat ONE = of(1, 1);

        static Rat of(long num, long den) {
            return lowest(BigInteger.valueOf(num), BigInteger.valueOf(den));
        }

        private static Rat lowest(BigInteger num, BigInteger den) {
            BigInteger gcd = num.gcd(den).multiply(BigInteger.valueOf(den.signum()));
            return new Rat(num.divide(gcd), den.divide(gcd));
        }

        Rat plus(Rat o) {
            return lowest(num.multiply(o.den).add(o.num.multiply(den)), den.multiply(o.den));
        }

        Rat times(Rat o) {
            return lowest(num.multiply(o.num), den.multiply(o.den));
        }

        Rat negated() {
            return new Rat(num.negate(), den);
        }

        Rat inverse() {
            return lowest(den, num);
        }

        @Override
        public String toString() {
            return den.equals(BigInteger.ONE) ? num.toString() : num + "/" + den;
        }
    }

    /** A power series: a goroutine makes each coefficient only when it is asked for. */
    private record Series(Chan<Unit> demand, Chan<Rat> terms) {
        Series() {
            this(Chan.make(), Chan.make());
        }

        Rat next() {
            demand.send(Unit.UNIT);
            return terms.receive();
        }

        void put(Rat r) {
            demand.receive();
            terms.send(r);
        }

        /** Goes on as {@code other} for ever. */
        void become(Series other) {
            for (; ; ) {
                demand.receive();
                terms.send(other.next());
            }
        }

        List<Rat> take(int n) {
            List<Rat> got = new ArrayList<>();
            while (got.size() < n) {
                got.add(next());
            }
            return got;
        }
    }

    /** Asks both series at once and takes the answers in whatever order they come. */
    private static Rat[] nextOfBoth(Series u, Series v) {
        Rat[] got = new Rat[2];
        boolean[] asked = new boolean[2];
        while (got[0] == null || got[1] == null) {
            select(
                    u.demand.onSend(Unit.UNIT, () -> asked[0] = true).when(!asked[0]),
                    v.demand.onSend(Unit.UNIT, () -> asked[1] = true).when(!asked[1]),
                    u.terms.onReceive(r -> got[0] = r).when(asked[0] && got[0] == null),
                    v.terms.onReceive(r -> got[1] = r).when(asked[1] && got[1] == null));
        }
        return got;
    }

    /**
     * Feeds {@code out} with the terms of {@code in}; the two may be read at different speeds, and {@code in} may depend on what one was
     * given.
     */
    private static void split(Series in, Series[] out) {
        go(() -> {
            List<Deque<Rat>> held = List.of(new ArrayDeque<>(), new ArrayDeque<>());
            boolean[] wanted = new boolean[2];
            boolean[] asked = new boolean[1];
            for (; ; ) {
                select(
                        out[0].demand.onReceive(u -> wanted[0] = true).when(!wanted[0]),
                        out[1].demand.onReceive(u -> wanted[1] = true).when(!wanted[1]),
                        in.terms.onReceive(r -> {
                            asked[0] = false;
                            held.forEach(h -> h.add(r));
                        }).when(asked[0]));
                for (int i = 0; i < 2; i++) {
                    if (wanted[i] && !held.get(i).isEmpty()) {
                        wanted[i] = false;
                        out[i].terms.send(held.get(i).remove());
                    } else if (wanted[i] && !asked[0]) {
                        asked[0] = true;
                        in.demand.send(Unit.UNIT);
                    }
                }
            }
        });
    }

    private static Series[] split(Series in) {
        Series[] out = {new Series(), new Series()};
        split(in, out);
        return out;
    }

    private static Series repeat(Rat r) {
        var z = new Series();
        go(() -> {
            for (; ; ) {
                z.put(r);
            }
        });
        return z;
    }

    private static Series add(Series u, Series v) {
        var z = new Series();
        go(() -> {
            for (; ; ) {
                z.demand.receive();
                Rat[] uv = nextOfBoth(u, v);
                z.terms.send(uv[0].plus(uv[1]));
            }
        });
        return z;
    }

    private static Series scale(Rat c, Series u) {
        var z = new Series();
        go(() -> {
            for (; ; ) {
                z.demand.receive();
                z.terms.send(c.times(u.next()));
            }
        });
        return z;
    }

    private static Series sub(Series u, Series v) {
        return add(u, scale(Rat.ONE.negated(), v));
    }

    /** c + x*U. */
    private static Series shift(Rat c, Series u) {
        var z = new Series();
        go(() -> {
            z.put(c);
            z.become(u);
        });
        return z;
    }

    /** (u + x*U') (v + x*V') = uv + x*(u*V' + v*U') + x*x*U'*V'. */
    private static Series mul(Series u, Series v) {
        var z = new Series();
        go(() -> {
            z.demand.receive();
            Rat[] first = nextOfBoth(u, v);
            z.terms.send(first[0].times(first[1]));
            Series[] us = split(u);
            Series[] vs = split(v);
            Series w = add(scale(first[0], vs[0]), scale(first[1], us[0]));
            z.demand.receive();
            z.terms.send(w.next());
            z.become(add(w, mul(us[1], vs[1])));
        });
        return z;
    }

    private static Series diff(Series u) {
        var z = new Series();
        go(() -> {
            z.demand.receive();
            u.next();
            for (int i = 1; ; i++) {
                z.terms.send(Rat.of(i, 1).times(u.next()));
                z.demand.receive();
            }
        });
        return z;
    }

    private static Series integ(Rat c, Series u) {
        var z = new Series();
        go(() -> {
            z.put(c);
            for (int i = 1; ; i++) {
                z.demand.receive();
                z.terms.send(Rat.of(1, i).times(u.next()));
            }
        });
        return z;
    }

    /** Z = exp(U) is the integral of Z*U': the series is fed back into itself. */
    private static Series exp(Series u) {
        Series[] zz = {new Series(), new Series()};
        split(integ(Rat.ONE, mul(zz[0], diff(u))), zz);
        return zz[1];
    }

    /** Z = 1/U = 1/u - x*(1/u)*U'*Z: fed back too. */
    private static Series recip(Series u) {
        var z = new Series();
        go(() -> {
            z.demand.receive();
            Rat first = u.next().inverse();
            z.terms.send(first);
            Series[] zz = {new Series(), new Series()};
            split(mul(scale(first.negated(), u), shift(first, zz[0])), zz);
            z.become(zz[1]);
        });
        return z;
    }

    /** U(c*x^n). */
    private static Series monSubst(Series u, Rat c, int n) {
        var z = new Series();
        go(() -> {
            for (Rat power = Rat.ONE; ; power = power.times(c)) {
                z.demand.receive();
                z.terms.send(u.next().times(power));
                for (int i = 1; i < n; i++) {
                    z.put(Rat.ZERO);
                }
            }
        });
        return z;
    }

    private static Series ones() {
        return repeat(Rat.ONE);
    }

    private static Series twos() {
        return repeat(Rat.of(2, 1));
    }

    private static void check(String what, Series u, String terms) {
        assertThat(u.take(TERMS)).as(what).hasToString("[" + terms + "]");
    }

    /**
     * Hundreds of goroutines that ask each other for the coefficients of power series, in pipelines, trees and loops, get them all right.
     */
    @Test
    @LeavesGoroutines("endless series of which main takes the first terms")
    void main() {
        Goroutines.run(() -> {
            check("Ones", ones(), "1, 1, 1, 1, 1, 1, 1, 1, 1, 1");
            check("Add", add(ones(), twos()), "3, 3, 3, 3, 3, 3, 3, 3, 3, 3");
            check("Diff", diff(ones()), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
            check("Integ", integ(Rat.ZERO, ones()), "0, 1, 1/2, 1/3, 1/4, 1/5, 1/6, 1/7, 1/8, 1/9");
            check("Cmul", scale(Rat.ONE.negated(), twos()), "-2, -2, -2, -2, -2, -2, -2, -2, -2, -2");
            check("Sub", sub(ones(), twos()), "-1, -1, -1, -1, -1, -1, -1, -1, -1, -1");
            check("Mul", mul(ones(), ones()), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
            check("Exp", exp(ones()), "1, 1, 3/2, 13/6, 73/24, 167/40, 4051/720, 37633/5040, 43817/4480, 4596553/362880");
            check("Recip", recip(mul(ones(), ones())), "1, -2, 1, 0, 0, 0, 0, 0, 0, 0");
            check("ATan", integ(Rat.ZERO, monSubst(ones(), Rat.ONE.negated(), 2)), "0, 1, 0, -1/3, 0, 1/5, 0, -1/7, 0, 1/9");
        });
    }
}
