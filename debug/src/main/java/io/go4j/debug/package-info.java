// SPDX-License-Identifier: Apache-2.0
/** What the servers of this module have in common. Not for users: see {@link io.go4j.debug.pprof}, {@link io.go4j.debug.gops}. */
@NullMarked
package io.go4j.debug;

import org.jspecify.annotations.NullMarked;
