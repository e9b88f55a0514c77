/** JSON by Jackson. The only package that sees Jackson; everything else asks {@link org.jobcast.spi.JsonCodec}. */
@NullMarked
package org.jobcast.impl.json;

import org.jspecify.annotations.NullMarked;
