/** JAX-RS resources as users write them. Which Application serves them is another package's choice. */
@NullMarked
package org.jobcast.it.app.rest;

import org.jspecify.annotations.NullMarked;
