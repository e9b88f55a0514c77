/** The suite that every server has to pass, and the harness that runs the servers. */
package org.jobcast.it.server;
