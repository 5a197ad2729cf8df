//! Who did what.

use super::texts;

texts! {
    /// The audit trail.
    Audit {
        title: "Audit trail" | "Protokoll";
        filter: "Filter the audit trail" | "Protokoll filtern";
        entries: "Entries, newest first" | "Einträge, neueste zuerst";
        actor: "Who" | "Wer";
        actor_hint: "Who (email)" | "Wer (E-Mail)";
        kind: "What" | "Was";
        subject: "On what" | "Woran";
        subject_hint: "On what (id)" | "Woran (Nummer)";
        details: "Details" | "Einzelheiten";
        date_from: "From" | "Von";
        date_to: "To" | "Bis";
        everything: "Everything" | "Alles";
        kind_transfer: "Transfers" | "Überweisungen";
        kind_approved: "Approvals" | "Freigaben";
        kind_rejected: "Rejections" | "Ablehnungen";
        kind_wallet: "Wallets" | "Wallets";
        kind_delegation: "Access" | "Zugriff";
        kind_bank: "Pause and alerts looked at" | "Anhalten, angesehene Alarme";
        kind_user: "People" | "Personen";
        kind_customer: "Looked at customers" | "Kunden angesehen";
        kind_custody: "Wallet service" | "Wallet-Dienst";
        kind_recovery: "After a restore" | "Nach einer Wiederherstellung";
        kind_alert: "Alerts" | "Alarme";
        no_entries_title: "Nothing like this" | "Nichts dabei";
        no_entries: "Other entries are there." | "Andere Einträge gibt es.";
        all_entries: "Show everything" | "Alles zeigen";
        bad_order: "From is after To." | "„Von“ liegt nach „Bis“.";
        bad_address: "This address asks for something that is not there." | "Diese Adresse fragt nach etwas, das es nicht gibt.";
        bad_filter: "Dates look like 2026-11-24." | "Ein Datum sieht so aus: 2026-11-24.";
        before: "Before" | "Vorher";
        after: "After" | "Nachher";
        number: "Number" | "Nummer";
        at: "Exactly when" | "Genau wann";
        whole_subject: "On what, in full" | "Woran, ganz";
        address: "From the address" | "Von der Adresse";
        request: "Request" | "Anfrage";
        machine_name: "Name of the entry" | "Name des Eintrags";
        nothing: "nothing" | "nichts";
        yes: "yes" | "ja";
        no: "no" | "nein";

        did_requested: "Asked to send" | "Wollte senden";
        did_pending: "Put it before the bank" | "Der Bank vorgelegt";
        did_approved: "Approved" | "Freigegeben";
        did_rejected: "Rejected" | "Abgelehnt";
        did_cancelled: "Withdrew" | "Zurückgezogen";
        did_submitting: "Began to send" | "Mit dem Senden begonnen";
        did_broadcasted: "Sent" | "Gesendet";
        did_confirmed: "Saw it confirmed" | "Bestätigung gesehen";
        did_failed: "Could not send" | "Konnte nicht senden";
        did_returned: "Put it back to be sent" | "Zum Senden zurückgelegt";
        did_looked: "Looked at it" | "Angesehen";
        did_looked_customer: "Looked at the accounts" | "Konten angesehen";
        did_looked_activity: "Looked at the activity" | "Bewegungen angesehen";
        did_looked_transfers: "Looked at the transfers" | "Überweisungen angesehen";
        did_searched: "Searched customers" | "Kunden gesucht";
        did_ordered: "Ordered a wallet" | "Wallet bestellt";
        did_opened: "Opened the wallet" | "Wallet eröffnet";
        did_opened_account: "Opened the account" | "Konto eröffnet";
        did_test_funds: "Got test coins" | "Testmünzen geholt";
        did_renamed: "Renamed the wallet" | "Wallet umbenannt";
        did_froze: "Froze the wallet" | "Wallet eingefroren";
        did_lifted: "Lifted the freeze" | "Wallet wieder geöffnet";
        did_granted: "Gave access" | "Zugriff erteilt";
        did_revoked: "Ended access" | "Zugriff beendet";
        did_paused: "Paused all sending" | "Alles Senden angehalten";
        did_acknowledged: "Looked at an alert" | "Alarm angesehen";
        did_resumed: "Let sending go on" | "Senden weitergehen lassen";
        did_retired: "Ended somebody’s access to the bank" | "Zugang zur Bank beendet";
        did_created: "Came to know a person" | "Person kennengelernt";
        did_changed_person: "Name or email changed" | "Name oder E-Mail geändert";
        did_exported: "Exported the transfers" | "Überweisungen gesichert";
        did_recovered_transfer: "Learned again what became of it" | "Wieder erfahren, was daraus wurde";
        did_taken_in: "Took a lost transfer in again" | "Verlorene Überweisung wieder aufgenommen";
        did_released: "Let a held transfer go" | "Gehaltene Überweisung gehen lassen";
        did_recovery_began: "Began to recover from a backup" | "Wiederherstellung begonnen";
        did_recovery_read: "Read back from the wallet service" | "Vom Wallet-Dienst zurückgelesen";
        did_recovery_ended: "Ended the recovery" | "Wiederherstellung beendet";
        did_recovered: "The wallet service lets the bank in again" | "Der Wallet-Dienst lässt die Bank wieder ein";
        alert: "Alert" | "Alarm";
        alert_wallet_refused: "The wallet service refuses to open a wallet" | "Der Wallet-Dienst eröffnet ein Wallet nicht";
        alert_asset_decimals: "The wallet service counts an asset differently; the bank holds it back"
            | "Der Wallet-Dienst zählt eine Währung anders; die Bank hält sie zurück";
        alert_refuses_us: "The wallet service refuses the bank’s own access" | "Der Wallet-Dienst lehnt den Zugang der Bank ab";
        alert_id_taken: "The wallet service already knows another transfer by this number"
            | "Der Wallet-Dienst kennt unter dieser Nummer schon eine andere Überweisung";
        alert_unknown_transfer: "The wallet service has a transfer that nobody asked the bank for"
            | "Der Wallet-Dienst hat eine Überweisung, die niemand bei der Bank verlangt hat";
        alert_transfer_differs: "The wallet service has a transfer otherwise than the bank’s books allow"
            | "Der Wallet-Dienst führt eine Überweisung anders, als die Bücher der Bank es erlauben";
        alert_unauthorised_outgoing: "Money left a wallet without any transfer of the bank"
            | "Aus einem Wallet ging Geld ab, ohne Überweisung der Bank";
        alert_unknown_wallet: "The wallet service has a wallet that the bank does not know"
            | "Der Wallet-Dienst hat ein Wallet, das die Bank nicht kennt";
        alert_wallet_missing: "The wallet service does not know a wallet of the bank any more"
            | "Der Wallet-Dienst kennt ein Wallet der Bank nicht mehr";

        field_status: "State" | "Stand";
        field_amount: "Amount" | "Betrag";
        field_asset: "Currency" | "Währung";
        field_to: "To" | "An";
        field_wallet: "Wallet" | "Wallet";
        field_rule: "Rule" | "Regel";
        field_hash: "SHA-256 of what is sent" | "SHA-256 von dem, was gesendet wird";
        field_reason: "Reason" | "Grund";
        field_comment: "Comment" | "Bemerkung";
        field_grantee: "For" | "Für";
        field_permission: "May" | "Darf";
        field_limit: "Limit" | "Limit";
        field_name: "Name" | "Name";
        field_email: "Email" | "E-Mail";
        field_network: "Network" | "Netz";
        field_owner: "Owner" | "Gehört";
        field_kind: "Kind" | "Art";
        field_balance: "Balance" | "Guthaben";
        address_of: "Address" | "Adresse";
        field_sending: "Sending" | "Senden";
        field_by: "By" | "Von";
        by_owner: "The owner" | "Wem es gehört";
        field_employee: "Works at the bank" | "Arbeitet in der Bank";
        field_search: "Searched for" | "Gesucht nach";
        field_detail: "What was said" | "Was gesagt wurde";
        rule_personal: "own limit" | "eigenes Limit";
        rule_bank: "the bank’s limit" | "Limit der Bank";
        rule_token: "tokens always wait" | "Token warten immer";
        may_view: "view" | "ansehen";
        may_send: "view and send" | "ansehen und senden";
        no_limit: "none of its own" | "kein eigenes";
        base_units(text): "{text} of the smallest unit" | "{text} der kleinsten Einheit";
        active: "Open" | "Offen";
        opening: "Being opened" | "Wird eröffnet";
        frozen: "Frozen" | "Eingefroren";
        paused: "Paused" | "Angehalten";
        running: "Going on" | "Läuft";
    }
}
