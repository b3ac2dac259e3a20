package io.conserje.domain.lock;

/**
 * Who makes one claim, and the token that proves later that it was they.
 *
 * @param holder by this name the claim is found and audited; several claims may have the same
 * @param owner of this claim alone; whoever repeats a claim that was not answered repeats its token
 */
public record Claimant(HolderRef holder, OwnerToken owner) {}
