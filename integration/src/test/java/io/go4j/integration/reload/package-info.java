// SPDX-License-Identifier: Apache-2.0
/** An application that brings go4j along, and a container that loads and unloads both, in a JVM of its own. */
package io.go4j.integration.reload;
