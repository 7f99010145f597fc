// SPDX-License-Identifier: Apache-2.0
/** Tests of the leak checks; they leak on purpose and mend it. */
package io.go4j.junit;
