package io.conserje.application.tenancy;

class PlainPhoneNumbersTest implements PhoneNumbersContract {

    @Override
    public PhoneNumbers phones() {
        return PhoneNumbers.PLAIN;
    }
}
