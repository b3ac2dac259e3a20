package io.conserje.db.transfer;

import java.util.List;

/** A transfer or a comparison cannot go on. The message names every reason and its remedy. */
public final class TransferRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TransferRefusedException(List<String> reasons) {
        super(String.join("\n", reasons));
    }
}
