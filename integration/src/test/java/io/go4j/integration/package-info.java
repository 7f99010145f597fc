// SPDX-License-Identifier: Apache-2.0
/**
 * Existing code in goroutines. Each test starts with {@link io.go4j.integration.InGoroutine}; what a library runs on is asked of {@link
 * io.go4j.integration.Carriers}.
 */
package io.go4j.integration;
