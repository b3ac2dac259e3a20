package io.conserje.domain.lock;

/**
 * Who makes a claim, and the token that proves it later.
 *
 * @param holder the name by which claims are found and audited; several claims may share it
 * @param owner the token of this claim alone. Repeat an unanswered claim with the same token
 */
public record Claimant(HolderRef holder, OwnerToken owner) {}
