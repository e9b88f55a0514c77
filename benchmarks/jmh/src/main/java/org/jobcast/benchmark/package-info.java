/** Micro-benchmarks of the engine; see the README beside the pom. */
package org.jobcast.benchmark;
