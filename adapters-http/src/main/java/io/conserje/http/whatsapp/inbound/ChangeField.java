package io.conserje.http.whatsapp.inbound;

import java.util.Set;

/** The fields of changes: what a delivery tells about. */
final class ChangeField {

    static final String MESSAGES = "messages";
    static final String ECHOES = "smb_message_echoes";

    /** WhatsApp documents these beside the two. Other names share one label, so that the number of labels is bounded. */
    private static final Set<String> IGNORED = Set.of(
            "account_alerts",
            "account_review_update",
            "account_settings_update",
            "account_update",
            "automatic_events",
            "business_capability_update",
            "business_status_update",
            "calls",
            "flows",
            "group_lifecycle_update",
            "group_participants_update",
            "group_settings_update",
            "group_status_update",
            "history",
            "message_echoes",
            "message_template_components_update",
            "message_template_quality_update",
            "message_template_status_update",
            "messaging_handovers",
            "partner_solutions",
            "payment_configuration_update",
            "phone_number_name_update",
            "phone_number_quality_update",
            "security",
            "smb_app_state_sync",
            "standby",
            "template_category_update",
            "template_correct_category_detection",
            "tracking_events",
            "user_id_update",
            "user_preferences");

    private ChangeField() {}

    /** The name under which an ignored field is counted. */
    static String counted(String field) {
        return IGNORED.contains(field) ? field : "other";
    }
}
