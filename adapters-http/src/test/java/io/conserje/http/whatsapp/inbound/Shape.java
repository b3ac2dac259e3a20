package io.conserje.http.whatsapp.inbound;

import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Choice;
import io.conserje.domain.messaging.MessageContent.Contacts;
import io.conserje.domain.messaging.MessageContent.Edit;
import io.conserje.domain.messaging.MessageContent.Form;
import io.conserje.domain.messaging.MessageContent.Location;
import io.conserje.domain.messaging.MessageContent.Media;
import io.conserje.domain.messaging.MessageContent.Notice;
import io.conserje.domain.messaging.MessageContent.Order;
import io.conserje.domain.messaging.MessageContent.Reaction;
import io.conserje.domain.messaging.MessageContent.Revocation;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageContent.Unsupported;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as WhatsApp sends it, without its sender, id and time, and what is read from it.
 *
 * @param message the members of the JSON object
 */
record Shape(String name, String message, MessageContent content) {

    static final List<Shape> ALL = List.of(
            new Shape("text", "'type':'text','text':{'body':'Hola'}", new Text("Hola")),
            new Shape("text without a type", "'text':{'body':'Hola'}", new Text("Hola")),
            new Shape(
                    "text with a preview",
                    "'type':'text','text':{'body':'https://example.com','preview_url':true}",
                    new Text("https://example.com")),
            new Shape(
                    "image",
                    "'type':'image','image':{'mime_type':'image/jpeg','sha256':'4654+8g=','id':'65463453'}",
                    file(Media.Kind.IMAGE, "65463453", "image/jpeg", null, null, null)),
            new Shape(
                    "image with a caption",
                    "'type':'image','image':{'id':'1','mime_type':'image/png','caption':'¿Es esta?','file_size':90}",
                    file(Media.Kind.IMAGE, "1", "image/png", "¿Es esta?", null, 90L)),
            new Shape("image without anything", "'type':'image'", Media.of(Media.Kind.IMAGE)),
            new Shape(
                    "video",
                    "'type':'video','video':{'caption':'la vista','mime_type':'video/mp4','sha256':'J=','id':'7'}",
                    file(Media.Kind.VIDEO, "7", "video/mp4", "la vista", null, null)),
            new Shape(
                    "document",
                    "'type':'document','document':{'filename':'pasaporte.pdf','caption':'mi pasaporte',"
                            + "'mime_type':'application/pdf','sha256':'g=','id':'8','url':'https://l.example/8'}",
                    file(Media.Kind.DOCUMENT, "8", "application/pdf", "mi pasaporte", "pasaporte.pdf", null)),
            new Shape(
                    "audio",
                    "'type':'audio','audio':{'mime_type':'audio/mp4','id':'9','voice':false}",
                    file(Media.Kind.AUDIO, "9", "audio/mp4", null, null, null)),
            new Shape(
                    "voice message",
                    "'type':'audio','audio':{'mime_type':'audio/ogg; codecs=opus','id':'9','voice':true}",
                    new Media(Media.Kind.AUDIO, "9", "audio/ogg; codecs=opus", null, null, null, true, false)),
            new Shape(
                    "sticker",
                    "'type':'sticker','sticker':{'mime_type':'image/webp','id':'3','animated':false}",
                    file(Media.Kind.STICKER, "3", "image/webp", null, null, null)),
            new Shape(
                    "animated sticker",
                    "'type':'sticker','sticker':{'mime_type':'image/webp','id':'3','animated':true}",
                    new Media(Media.Kind.STICKER, "3", "image/webp", null, null, null, false, true)),
            new Shape(
                    "position",
                    "'type':'location','location':{'latitude':-34.6037,'longitude':-58.3816}",
                    new Location(-34.6037, -58.3816, null, null, null)),
            new Shape(
                    "place",
                    "'type':'location','location':{'latitude':-34,'longitude':-58.4,'name':'Obelisco',"
                            + "'address':'Av. 9 de Julio','url':'https://maps.example.com/1'}",
                    new Location(-34, -58.4, "Obelisco", "Av. 9 de Julio", "https://maps.example.com/1")),
            new Shape(
                    "contacts",
                    "'type':'contacts','contacts':[{'name':{'formatted_name':'Ana Gil','first_name':'Ana'},"
                            + "'org':{'company':'Sur SA','title':'Jefa'},'birthday':'1990-01-01','addresses':[],"
                            + "'phones':[{'phone':'+54 11 5555','wa_id':'54115555','type':'CELL'},{'type':'HOME'}],"
                            + "'emails':[{'email':'ana@example.com','type':'WORK'}],'urls':[]},"
                            + "{'name':{'first_name':'Luz'}}]",
                    new Contacts(List.of(
                            new Contacts.Card("Ana Gil", "Sur SA", List.of("+54 11 5555"), List.of("ana@example.com")),
                            new Contacts.Card("", null, List.of(), List.of())))),
            new Shape(
                    "reaction",
                    "'type':'reaction','reaction':{'message_id':'wamid.R1','emoji':'👍'}",
                    new Reaction("wamid.R1", "👍")),
            new Shape(
                    "reaction taken back",
                    "'type':'reaction','reaction':{'message_id':'wamid.R1'}",
                    new Reaction("wamid.R1", null)),
            new Shape(
                    "reaction taken back with an empty emoji",
                    "'type':'reaction','reaction':{'message_id':'wamid.R1','emoji':''}",
                    new Reaction("wamid.R1", null)),
            new Shape(
                    "button of a template",
                    "'type':'button','button':{'payload':'CONFIRM','text':'Confirmar'}",
                    new Choice(Choice.Control.TEMPLATE_BUTTON, "CONFIRM", "Confirmar", null)),
            new Shape(
                    "button",
                    "'type':'interactive','interactive':{'type':'button_reply','button_reply':"
                            + "{'id':'b1','title':'Sí'}}",
                    new Choice(Choice.Control.BUTTON, "b1", "Sí", null)),
            new Shape(
                    "row of a list",
                    "'type':'interactive','interactive':{'type':'list_reply','list_reply':"
                            + "{'id':'r1','title':'La 101','description':'Doble'}}",
                    new Choice(Choice.Control.ROW, "r1", "La 101", "Doble")),
            new Shape(
                    "form",
                    "'type':'interactive','interactive':{'type':'nfm_reply','nfm_reply':{'name':'flow','body':'Sent',"
                            + "'response_json':'{\\\"check_in\\\":\\\"2027-03-12\\\"}'}}",
                    new Form("flow", "{\"check_in\":\"2027-03-12\"}")),
            new Shape(
                    "form with an object",
                    "'type':'interactive','interactive':{'type':'nfm_reply','nfm_reply':{'response_json':{'a':[1]}}}",
                    new Form(null, "{\"a\":[1]}")),
            new Shape(
                    "permission to call",
                    "'type':'interactive','interactive':{'type':'call_permission_reply','call_permission_reply':"
                            + "{'response':'accept','expiration_timestamp':1760000000}}",
                    new Unsupported("call_permission_reply")),
            new Shape("interactive that failed", "'type':'interactive'", new Unsupported("interactive")),
            new Shape(
                    "order",
                    "'type':'order','order':{'catalog_id':'35','text':'sin sal','product_items':["
                            + "{'product_retailer_id':'DESAYUNO','quantity':2,'item_price':30.5,'currency':'ARS'},"
                            + "{'product_retailer_id':'SPA','quantity':'1','item_price':'1200'},"
                            + "{'product_retailer_id':'BAR','item_price':30.990000000000002}]}",
                    new Order(
                            "35",
                            "sin sal",
                            List.of(
                                    new Order.Item("DESAYUNO", 2, new BigDecimal("30.5"), "ARS"),
                                    new Order.Item("SPA", 1, new BigDecimal("1200.0"), null),
                                    new Order.Item("BAR", 1, new BigDecimal("30.99000000"), null)))),
            new Shape(
                    "edited text",
                    "'type':'edit','edit':{'original_message_id':'wamid.X1','message':"
                            + "{'type':'text','text':{'body':'del 20 al 22'}}}",
                    new Edit("wamid.X1", new Text("del 20 al 22"))),
            new Shape(
                    "edited caption",
                    "'type':'edit','edit':{'original_message_id':'wamid.X1','message':{'context':{'id':'wamid.Q'},"
                            + "'type':'image','image':{'id':'6','caption':'esta','mime_type':'image/jpeg'}}}",
                    new Edit("wamid.X1", file(Media.Kind.IMAGE, "6", "image/jpeg", "esta", null, null))),
            new Shape(
                    "revoked message",
                    "'type':'revoke','revoke':{'original_message_id':'wamid.X1'}",
                    new Revocation("wamid.X1")),
            new Shape(
                    "changed number",
                    "'type':'system','system':{'body':'Ana changed','wa_id':'5491199999999',"
                            + "'type':'user_changed_number'}",
                    new Notice("user_changed_number", "5491199999999")),
            new Shape(
                    "changed user id",
                    "'type':'system','system':{'body':'Ana changed','user_id':'MX.2','previous_user_id':'AR.1',"
                            + "'type':'user_changed_user_id'}",
                    new Notice("user_changed_user_id", "MX.2")),
            new Shape(
                    "changed identity",
                    "'type':'system','identity':{'hash':'x'},'system':{'type':'customer_identity_changed'}",
                    new Notice("customer_identity_changed", null)),
            new Shape("opened chat", "'type':'request_welcome'", new Notice("request_welcome", null)),
            new Shape(
                    "unsupported",
                    "'type':'unsupported','errors':[{'code':131051,'title':'Message type unknown'}]",
                    new Unsupported("unsupported")),
            new Shape(
                    "unsupported with its type",
                    "'type':'unsupported','unsupported':{'type':'poll'},'errors':[{'code':131051}]",
                    new Unsupported("poll")),
            new Shape(
                    "unsupported image",
                    "'type':'unsupported','unsupported':{'type':'image'}",
                    new Unsupported("unsupported_image")),
            new Shape("ephemeral", "'type':'ephemeral'", new Unsupported("ephemeral")),
            new Shape("a type of tomorrow", "'type':'hologram','hologram':{'id':'1'}", new Unsupported("hologram")),
            new Shape("a number as a type", "'type':7", new Unsupported("7")));

    private static Media file(
            Media.Kind kind,
            String id,
            String mimeType,
            @Nullable String caption,
            @Nullable String fileName,
            @Nullable Long size) {
        return new Media(kind, id, mimeType, caption, fileName, size, false, false);
    }

    /** The JSON of the message, with these members before its own. */
    String json(String members) {
        return ("{" + members + message + "}").replace('\'', '"');
    }

    @Override
    public String toString() {
        return name;
    }
}
