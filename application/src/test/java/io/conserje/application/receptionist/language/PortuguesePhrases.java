package io.conserje.application.receptionist.language;

import io.conserje.application.receptionist.reading.StaySaid.Refusal;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.pms.Money;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.pms.Room;
import io.conserje.domain.tenancy.Tenant;
import java.time.LocalTime;
import java.util.List;

/** The shortest answers in Portuguese. */
final class PortuguesePhrases implements Phrases {

    private final Wording wording = new Wording('.', ',');

    @Override
    public String hello() {
        return "Olá!";
    }

    @Override
    public String welcome(Tenant hotel) {
        return "Bem-vindo ao " + hotel.name() + ".";
    }

    @Override
    public String menu(Tenant hotel) {
        return "Posso procurar quartos livres.";
    }

    @Override
    public String offers(Tenant hotel, Stay stay, int guests, List<Offer> offers, boolean holding) {
        return "Quartos livres de " + stay.checkIn() + " a " + stay.checkOut() + ":\n"
                + wording.list(offers, offer -> "Quarto " + offer.room().id());
    }

    @Override
    public Labels labels() {
        return new Labels("Ver quartos", "Confirmo", "Cancelar");
    }

    @Override
    public String offersOver(Tenant hotel, Stay stay, int guests, int offers) {
        return "Quartos livres de " + stay.checkIn() + " a " + stay.checkOut() + ".";
    }

    @Override
    public String goneOver(RoomId room, Stay stay, int offers) {
        return "O quarto " + room + " já não está livre.";
    }

    @Override
    public String tooSmallOver(Room room, int guests, int offers) {
        return "O quarto " + room.id() + " é pequeno demais.";
    }

    @Override
    public String roomTitle(RoomId room) {
        return "Quarto " + room;
    }

    @Override
    public String roomDetail(Offer offer) {
        return wording.money(offer.perNight()) + " por noite";
    }

    @Override
    public String heldOver(RoomId room, Stay stay, Money total, LocalTime until) {
        return "Guardo o quarto " + room + " até as " + wording.time(until) + ".";
    }

    @Override
    public String held(RoomId room, Stay stay, Money total, LocalTime until) {
        return "Guardo o quarto " + room + " até as " + wording.time(until) + ".";
    }

    @Override
    public String confirmed(RoomId room, Stay stay, String code) {
        return "Reserva confirmada: " + code + ".";
    }

    @Override
    public String cancelled() {
        return "O quarto está livre de novo.";
    }

    @Override
    public String nothingHeld() {
        return "Não guardo nenhum quarto.";
    }

    @Override
    public String gone(RoomId room, Stay stay, List<Offer> offers) {
        return "O quarto " + room + " já não está livre.";
    }

    @Override
    public String alreadyYours(Booking booking) {
        return "O quarto já é seu: " + booking.code() + ".";
    }

    @Override
    public String tooSmall(Room room, int guests, List<Offer> offers) {
        return "O quarto " + room.id() + " é pequeno demais.";
    }

    @Override
    public String cannotHold() {
        return "Agora não posso guardar quartos.";
    }

    @Override
    public String noRooms(Stay stay, int guests) {
        return "Não há quartos livres.";
    }

    @Override
    public String group(int maxGuests) {
        return "Para mais de " + maxGuests + " pessoas, fale com a recepção.";
    }

    @Override
    public String whichDates() {
        return "Para que datas?";
    }

    @Override
    public String datesNotUnderstood() {
        return "Não entendi as datas.";
    }

    @Override
    public String refused(Refusal why) {
        return "Essas datas não servem.";
    }

    @Override
    public String hours(Tenant hotel, Desk desk) {
        return "A recepção abre às " + wording.time(hotel.hours().opens()) + ".";
    }

    @Override
    public String handOver(Tenant hotel, Desk desk) {
        return "Uma pessoa responderá aqui.";
    }

    @Override
    public String youAreWelcome() {
        return "De nada.";
    }

    @Override
    public String goodbye(Tenant hotel) {
        return "Até logo.";
    }

    @Override
    public String onlyText() {
        return "Só leio texto.";
    }

    @Override
    public String notUnderstood(Tenant hotel) {
        return "Não entendi.";
    }
}
