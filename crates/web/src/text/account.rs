//! One account.

use super::texts;

texts! {
    /// A wallet or a euro account by itself.
    Account {
        back: "Accounts" | "Konten";
        send: "Send" | "Senden";
        receive: "Receive" | "Empfangen";
        of_it_waits(amount): "{amount} of it waits for the bank" | "{amount} davon warten auf die Bank";
        opening_title: "This wallet is being opened." | "Dieses Wallet wird eröffnet.";
        opening: "Its address comes in a few seconds." | "Die Adresse kommt in wenigen Sekunden.";
        look_again: "Look again" | "Neu laden";
        frozen_you(when): "You froze this wallet {when}." | "Sie haben dieses Wallet {when} eingefroren.";
        frozen_owner(owner, when): "{owner} froze this wallet {when}." | "{owner} hat dieses Wallet {when} eingefroren.";
        frozen_bank(when): "The bank froze this wallet {when}." | "Die Bank hat dieses Wallet {when} eingefroren.";
        frozen: "Nobody can send from it. Money can still arrive." | "Niemand kann daraus senden. Geld kann weiter ankommen.";
        frozen_by_bank: "Nobody can send from it until the bank lifts the freeze. What waits keeps waiting, and you can withdraw it."
            | "Niemand kann daraus senden, bis die Bank es aufhebt. Was wartet, wartet weiter, und Sie können es zurückziehen.";
        ask_bank: "Ask the bank" | "Die Bank fragen";
        lift: "Lift the freeze" | "Einfrieren aufheben";
        lift_title: "Lift the freeze?" | "Einfrieren aufheben?";
        lift_text(name): "Everybody you share {name} with can send from it again, each within the limit you set."
            | "Alle, für die Sie {name} freigegeben haben, können wieder daraus senden, jeweils bis zur Grenze, die Sie gesetzt haben.";
        lift_keep: "Keep it frozen" | "Eingefroren lassen";
        lifted(name): "{name} is open again." | "{name} ist wieder offen.";
        bank_froze: "The bank froze this wallet, so only the bank can lift it. Call us if you do not know why."
            | "Die Bank hat dieses Wallet eingefroren, deshalb kann nur sie es aufheben. Rufen Sie an, wenn Sie nicht wissen, warum.";
        freeze: "Freeze" | "Einfrieren";
        freeze_title(name): "Freeze {name}?" | "{name} einfrieren?";
        freeze_text: "Nobody can send from it until you lift the freeze. Money can still arrive."
            | "Niemand kann daraus senden, bis Sie es wieder aufheben. Geld kann weiter ankommen.";
        freeze_ends(amount, name): "{name}’s transfer of {amount} will be withdrawn." | "Die Überweisung von {amount} ({name}) wird zurückgezogen.";
        freeze_ends_own(amount): "Your transfer of {amount} will be withdrawn." | "Ihre Überweisung von {amount} wird zurückgezogen.";
        freeze_rest: "What was already sent stays sent." | "Was schon gesendet ist, bleibt gesendet.";
        freeze_keep: "Keep open" | "Offen lassen";
        freeze_do: "Freeze wallet" | "Wallet einfrieren";
        froze(name): "{name} is frozen. Nobody can send from it." | "{name} ist eingefroren. Niemand kann daraus senden.";
        manage: "Manage" | "Verwalten";
        rename: "Rename" | "Umbenennen";
        rename_title: "Rename this wallet" | "Wallet umbenennen";
        rename_to: "New name" | "Neuer Name";
        rename_hint: "Everybody with access sees it. The address stays the same."
            | "Alle mit Zugriff sehen ihn. Die Adresse bleibt gleich.";
        name: "Name" | "Name";
        rename_do: "Save name" | "Namen speichern";
        dialog_back: "Back" | "Zurück";
        renamed(name): "It is called {name} now." | "Es heißt jetzt {name}.";
        activity: "Activity" | "Umsätze";
        entries: "Entries" | "Buchungen";
        filter: "Filter" | "Filter";
        all: "All" | "Alle";
        incoming: "In" | "Eingang";
        outgoing: "Out" | "Ausgang";
        waiting: "On its way" | "Unterwegs";
        to: "To" | "An";
        from: "From" | "Von";
        nothing_title: "Nothing has moved yet" | "Noch keine Umsätze";
        nothing: "Give your address to someone, or send to it yourself."
            | "Geben Sie jemandem Ihre Adresse, oder senden Sie selbst etwas dorthin.";
        not_now_title: "Cannot be shown right now" | "Gerade nicht zu zeigen";
        not_now: "Your money is where it was. What came and went shows up here again."
            | "Ihr Geld ist, wo es war. Was kam und ging, steht bald wieder hier.";
        show_address: "Show the address" | "Adresse zeigen";
        none_here_title: "None of these" | "Keine davon";
        none_here: "Other entries are there." | "Andere Umsätze gibt es.";
        show_all: "Show all" | "Alle zeigen";
        no_entries_title: "No entries yet" | "Noch keine Buchungen";
        no_entries: "What arrives on this IBAN shows up here." | "Was auf dieser IBAN ankommt, steht dann hier.";
        show_iban: "Show the IBAN" | "IBAN zeigen";
        with_fee(fee): "fee {fee}" | "Gebühr {fee}";
        balance_after(amount): "Balance {amount}" | "Saldo {amount}";
        newest(count): "The newest {count}" | "Die neuesten {count}";
        older_rows(count): "{count} older ones" | "{count} ältere";
        older: "Older" | "Ältere";
        to_newest: "Newest" | "Neueste";
        incomplete: "What arrived cannot be shown right now. These are the transfers made here."
            | "Eingänge können gerade nicht gezeigt werden. Das sind die Überweisungen von hier.";
        on_chain: "Transaction on the network’s public page" | "Transaktion auf der öffentlichen Seite des Netzwerks";
        transfers_of: "All transfers from here" | "Alle Überweisungen von hier";
        copy_address: "Copy address" | "Adresse kopieren";
        copy_iban: "Copy IBAN" | "IBAN kopieren";
        opening_balance: "Opening balance" | "Anfangsbestand";
        copied: "Copied" | "Kopiert";
        qr(name): "QR code of the address of {name}" | "QR-Code der Adresse von {name}";
        only(coins, network): "Only {coins} on {network}. Anything else sent here may be lost."
            | "Nur {coins} auf {network}. Anderes kann hier verloren gehen.";
        holder: "Account holder" | "Kontoinhaber";
        iban: "IBAN" | "IBAN";
        bank: "Bank" | "Bank";
        euro_only: "This account receives euros. Sending euros from here is not offered yet."
            | "Dieses Konto empfängt Euro. Euro von hier zu senden, gibt es noch nicht.";
        access: "Who has access" | "Wer Zugriff hat";
        change: "Change" | "Ändern";
        share: "Share" | "Freigeben";
        owner: "Owner" | "Gehört das Wallet";
        you: "You" | "Sie";
        other_coins: "Other coins" | "Weitere Münzen";
        coin_blocked: "Held back while the bank looks into it" | "Zurückgehalten, die Bank klärt das";
        unlisted: "Not one the bank knows. It cannot be sent." | "Der Bank nicht bekannt. Nicht zu senden.";
    }
}
