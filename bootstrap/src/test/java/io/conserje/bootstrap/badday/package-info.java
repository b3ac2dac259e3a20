/** One bad day of a service of three processes, from the channel's delivery to the guest's reply. */
@NullMarked
package io.conserje.bootstrap.badday;

import org.jspecify.annotations.NullMarked;
