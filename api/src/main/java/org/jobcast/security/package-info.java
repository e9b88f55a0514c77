/** Who may do what over HTTP: replace {@link org.jobcast.security.AccessPolicy} by a bean of your own. */
@NullMarked
package org.jobcast.security;

import org.jspecify.annotations.NullMarked;
