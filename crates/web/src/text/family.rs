//! Sharing wallets.

use super::texts;

texts! {
    /// Who may do what with which wallet.
    Family {
        title: "Family" | "Familie";
        by_you: "Shared by you" | "Von Ihnen freigegeben";
        with_you: "Shared with you" | "Für Sie freigegeben";
        may_view: "May view" | "Darf ansehen";
        may_send: "May view and send" | "Darf ansehen und senden";
        you_may_view: "You may view" | "Sie dürfen ansehen";
        you_may_send: "You may view and send" | "Sie dürfen ansehen und senden";
        looks_from(amount): "From {amount} the bank looks first" | "Ab {amount} sieht die Bank zuerst hin";
        looks_always: "The bank looks at everything first" | "Die Bank sieht sich alles zuerst an";
        looks_own(amount): "From {amount} the bank looks first (its own limit)" | "Ab {amount} sieht die Bank zuerst hin (ihre eigene Grenze)";
        above: "More than you may send yourself" | "Mehr, als Sie selbst senden dürfen";
        shared_by(name): "Shared by {name}" | "Freigegeben von {name}";
        change: "Change" | "Ändern";
        remove: "Remove" | "Entfernen";
        leave: "Leave" | "Verlassen";
        remove_title(name, wallet): "Remove {name} from {wallet}?" | "{name} aus {wallet} entfernen?";
        remove_text(name): "{name} will no longer see this wallet or send from it."
            | "{name} sieht dieses Wallet dann nicht mehr und kann nicht mehr daraus senden.";
        remove_waits: "A transfer of theirs that still waits is withdrawn. What was already sent stays sent."
            | "Eine Überweisung, die noch wartet, wird zurückgezogen. Was schon gesendet ist, bleibt gesendet.";
        remove_do(name): "Remove {name}" | "{name} entfernen";
        leave_title(wallet): "Leave {wallet}?" | "{wallet} verlassen?";
        leave_text(owner): "You will no longer see this wallet or send from it. {owner} can share it with you again."
            | "Sie sehen dieses Wallet dann nicht mehr und können nicht mehr daraus senden. {owner} kann es wieder für Sie freigeben.";
        leave_waits: "A transfer of yours that still waits is withdrawn. What was already sent stays sent."
            | "Eine Überweisung von Ihnen, die noch wartet, wird zurückgezogen. Was schon gesendet ist, bleibt gesendet.";
        leave_do: "Leave wallet" | "Wallet verlassen";
        keep: "Keep" | "Behalten";
        removed(name, wallet): "{name} no longer has access to {wallet}." | "{name} hat keinen Zugriff mehr auf {wallet}.";
        left(wallet): "You have left {wallet}." | "Sie haben {wallet} verlassen.";
        share_title: "Share a wallet" | "Ein Wallet freigeben";
        change_title(name): "Change what {name} may do" | "Ändern, was {name} darf";
        wallet: "Wallet" | "Wallet";
        email: "Their email" | "E-Mail der Person";
        email_hint: "They need to be a customer and have signed in once."
            | "Die Person muss Kunde sein und sich einmal angemeldet haben.";
        email_demo(email): "In the demo try {email}." | "In der Demo zum Beispiel {email}.";
        they_may: "They may" | "Die Person darf";
        view: "View" | "Ansehen";
        view_send: "View, send" | "Ansehen, senden";
        limit: "The bank looks from" | "Die Bank sieht hin ab";
        optional: "(optional)" | "(freiwillig)";
        limit_hint(threshold): "Empty means the bank’s own limit, {threshold}. 0 means that the bank looks at everything."
            | "Leer heißt: die eigene Grenze der Bank, {threshold}. 0 heißt: Die Bank sieht sich alles an.";
        limit_hint_none: "Empty means that the bank looks at everything." | "Leer heißt: Die Bank sieht sich alles an.";
        warning_title: "More than you may send yourself." | "Mehr, als Sie selbst senden dürfen.";
        warning(name, limit): "{name} may then send less than {limit} at once." | "{name} kann dann sofort weniger als {limit} senden.";
        warning_them(limit): "They may then send less than {limit} at once." | "Die Person kann dann sofort weniger als {limit} senden.";
        warning_you(threshold): "You ask the bank from {threshold} on." | "Sie selbst fragen die Bank ab {threshold}.";
        warning_you_always: "You ask the bank every time." | "Sie selbst fragen die Bank jedes Mal.";
        share_do: "Share wallet" | "Wallet freigeben";
        change_do: "Save change" | "Änderung speichern";
        change_not: "Do not change" | "Nicht ändern";
        shared(wallet, name): "{wallet} is shared with {name}." | "{wallet} ist für {name} freigegeben.";
        unknown: "We know no customer with this email. They must sign in once before you can share."
            | "Mit dieser E-Mail kennen wir keinen Kunden. Die Person muss sich einmal anmelden, bevor Sie freigeben können.";
        ambiguous: "More than one person has this email, so we cannot know whom you mean. Please call us."
            | "Mehrere Personen haben diese E-Mail, deshalb wissen wir nicht, wen Sie meinen. Bitte rufen Sie an.";
        yourself: "This is your own wallet." | "Das ist Ihr eigenes Wallet.";
        email_wrong: "This is no email address." | "Das ist keine E-Mail-Adresse.";
        limit_wrong: "Write the amount in digits, such as 0.05." | "Schreiben Sie den Betrag in Ziffern, etwa 0,05.";
        limit_view: "A limit is for people who may send." | "Eine Grenze gibt es nur für Personen, die senden dürfen.";
        limit_at_most(threshold): "It cannot be above the bank’s own limit, {threshold}." | "Sie kann nicht über der Grenze der Bank liegen, {threshold}.";
        limit_above: "It cannot be above the bank’s own limit." | "Sie kann nicht über der Grenze der Bank liegen.";
        not_ready: "This wallet is still being opened. Try again shortly."
            | "Dieses Wallet wird noch eröffnet. Versuchen Sie es gleich noch einmal.";
        wallet_wrong: "Choose one of your wallets." | "Wählen Sie eines Ihrer Wallets.";
        none_by_title: "You share nothing" | "Sie geben nichts frei";
        none_by: "Let someone view a wallet or send from it. You can take it back."
            | "Lassen Sie jemanden ein Wallet ansehen oder daraus senden. Sie können es zurücknehmen.";
        none_with_title: "Nobody shares with you" | "Niemand gibt Ihnen etwas frei";
        none_with(email): "They need your email: {email}." | "Andere brauchen dafür Ihre E-Mail: {email}.";
        how: "How sharing works" | "So geht Freigeben";
        no_wallet_title: "Nothing to share yet" | "Noch nichts freizugeben";
        no_wallet: "Open a crypto account first." | "Eröffnen Sie zuerst ein Kryptokonto.";
        no_wallet_go: "New crypto account" | "Neues Kryptokonto";
    }
}
