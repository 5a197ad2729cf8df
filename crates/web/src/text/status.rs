//! Where a transfer stands, in a word or two.

use super::texts;

texts! {
    /// The words of the pills.
    Status {
        waiting: "Waiting for the bank" | "Wartet auf die Bank";
        approved: "Approved" | "Freigegeben";
        being_sent: "Being sent" | "Wird gesendet";
        sent: "Sent" | "Gesendet";
        confirmed: "Confirmed" | "Bestätigt";
        not_approved: "Not approved" | "Abgelehnt";
        withdrawn: "Withdrawn" | "Zurückgezogen";
        failed: "Failed" | "Fehlgeschlagen";
        on_hold: "On hold" | "Angehalten";
        attention: "Needs attention" | "Zu klären";
        frozen: "Frozen" | "Eingefroren";
    }
}
