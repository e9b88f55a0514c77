/** The built sample, seen from outside: as a process, as a WAR on a server, in a browser and by curl. */
package org.jobcast.it;
