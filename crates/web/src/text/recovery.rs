//! After a restore from a backup.

use super::texts;

texts! {
    /// What the bank's people do then.
    Recovery {
        title: "Recovery" | "Wiederherstellung";
        none: "There is nothing to recover from." | "Es ist nichts wiederherzustellen.";
        none_text: "This page is for the day on which the bank’s records had to be restored from a backup." | "Diese Seite ist für den Tag, an dem die Bücher der Bank aus einer Sicherung wiederhergestellt werden mussten.";
        reading: "The wallet service’s records are being read" | "Die Bücher des Wallet-Dienstes werden gelesen";
        reading_text(read, all): "{read} of {all} wallets are read. Nothing is sent meanwhile." | "{read} von {all} Wallets sind gelesen. Bis dahin wird nichts gesendet.";
        review: "The records are read: look through the lists below" | "Die Bücher sind gelesen: Gehen Sie die Listen unten durch";
        review_text: "What was cancelled, rejected, revoked or frozen after the backup is not known here. When you have looked, let the bank go on; what is held stays held." | "Was nach der Sicherung abgebrochen, abgelehnt, entzogen oder gesperrt wurde, ist hier nicht bekannt. Lassen Sie die Bank danach weiterarbeiten; Zurückgehaltenes bleibt zurückgehalten.";
        over: "The recovery is over, and some transfers are still held" | "Die Wiederherstellung ist beendet, einige Überweisungen sind noch zurückgehalten";
        backup_of(when): "The backup is of {when}." | "Die Sicherung ist vom {when}.";
        end: "Let the bank go on" | "Bank weiterarbeiten lassen";
        end_title: "Let the bank go on?" | "Bank weiterarbeiten lassen?";
        end_text: "Transfers are accepted and sent again. Have you looked through access and wallets? Held transfers stay held, until somebody releases each." | "Überweisungen werden wieder angenommen und gesendet. Haben Sie Zugriffe und Wallets durchgesehen? Zurückgehaltene Überweisungen bleiben es, bis jemand jede einzelne freigibt.";
        has_ended: "The bank goes on." | "Die Bank arbeitet weiter.";
        unfinished: "The wallet service’s records are not read to the end yet." | "Die Bücher des Wallet-Dienstes sind noch nicht zu Ende gelesen.";
        held: "Held transfers" | "Zurückgehaltene Überweisungen";
        held_text: "Each may have been cancelled or rejected after the backup. Ask, then release or withdraw it." | "Jede kann nach der Sicherung abgebrochen oder abgelehnt worden sein. Fragen Sie nach, dann geben Sie sie frei oder ziehen sie zurück.";
        held_item: "The bank’s records were restored, and this transfer is older: it may have been cancelled or rejected since. Release it on the page of the recovery first, or reject it now." | "Die Bücher der Bank wurden wiederhergestellt, und diese Überweisung ist älter: Sie kann seither abgebrochen oder abgelehnt worden sein. Geben Sie sie zuerst auf der Seite der Wiederherstellung frei, oder lehnen Sie sie jetzt ab.";
        paused_why: "Its records were restored from a backup." | "Die Bücher wurden aus einer Sicherung wiederhergestellt.";
        paused_rest: "Held transfers wait for somebody to release them. Rejecting and withdrawing still work." | "Zurückgehaltene Überweisungen warten, bis jemand sie freigibt. Ablehnen und Zurückziehen gehen weiter.";
        none_held: "No transfer is held." | "Keine Überweisung ist zurückgehalten.";
        release: "Release" | "Freigeben";
        withdraw: "Withdraw" | "Zurückziehen";
        held_why: "It is held because the bank’s records were restored: it may have been cancelled or rejected after the backup." | "Zurückgehalten ist sie, weil die Bücher der Bank wiederhergestellt wurden: Sie kann nach der Sicherung abgebrochen oder abgelehnt worden sein.";
        release_title(amount): "Release {amount}?" | "{amount} freigeben?";
        release_text: "If it was approved, it is sent at once. If not, it waits for its decision." | "War sie genehmigt, wird sie sofort gesendet. Sonst wartet sie auf ihre Entscheidung.";
        withdraw_title(amount): "Withdraw {amount}?" | "{amount} zurückziehen?";
        withdraw_text: "It is not sent. This cannot be undone." | "Sie wird nicht gesendet. Das lässt sich nicht rückgängig machen.";
        has_released: "The transfer goes on." | "Die Überweisung geht weiter.";
        has_withdrawn: "The transfer is withdrawn." | "Die Überweisung ist zurückgezogen.";
        not_held: "Somebody was faster: this transfer is not held any more." | "Jemand war schneller: Diese Überweisung ist nicht mehr zurückgehalten.";
        too_late: "This transfer may be on its way already and cannot be withdrawn." | "Diese Überweisung kann schon unterwegs sein und ist nicht mehr zurückzuziehen.";
        conflict: "You have an interest in this transfer yourself, so somebody else must decide." | "Sie sind an dieser Überweisung selbst beteiligt; jemand anderes muss entscheiden.";
        recovered: "Sent after the backup" | "Nach der Sicherung gesendet";
        recovered_text: "Found with the wallet service and booked. Where nobody is known to have asked, the wallet’s owner stands here." | "Beim Wallet-Dienst gefunden und gebucht. Wo nicht bekannt ist, wer sie wollte, steht hier der Inhaber des Wallets.";
        none_recovered: "Nothing was sent after the backup." | "Nach der Sicherung wurde nichts gesendet.";
        grants: "Who may send" | "Wer senden darf";
        grants_text: "Each may have been taken back or lowered after the backup." | "Jeder Zugriff kann nach der Sicherung entzogen oder gesenkt worden sein.";
        grant(from, to): "{from} to {to}" | "{from} an {to}";
        limit(amount): "up to {amount} each" | "je bis {amount}";
        no_limit: "by the bank’s rules" | "nach den Regeln der Bank";
        none_grants: "Nobody may send from the wallet of somebody else." | "Niemand darf aus dem Wallet einer anderen Person senden.";
        wallets: "Wallets that are not frozen" | "Nicht gesperrte Wallets";
        wallets_text: "Each may have been frozen after the backup." | "Jedes kann nach der Sicherung gesperrt worden sein.";
        none_wallets: "Every wallet is frozen." | "Alle Wallets sind gesperrt.";
        more(shown, all): "The first {shown} of {all}." | "Die ersten {shown} von {all}.";
        to_recovery: "See the recovery" | "Zur Wiederherstellung";
    }
}
