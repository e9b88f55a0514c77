/** An Application that lists nothing, so that the server looks for resources by itself. */
@NullMarked
package org.jobcast.it.app.scanned;

import org.jspecify.annotations.NullMarked;
