/**
 * HTTP requests and the bytes of their answers, over TCP and over Unix domain sockets. Nothing here is public API.
 *
 * @serial exclude
 */
@NullMarked
package org.jobcast.client.transport;

import org.jspecify.annotations.NullMarked;
