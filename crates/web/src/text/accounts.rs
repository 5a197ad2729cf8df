//! The accounts page.

use super::texts;

texts! {
    /// All accounts in one grid.
    Accounts {
        title: "Accounts" | "Konten";
        total: "Your total in euro" | "Ihr Gesamt\u{ad}vermögen in Euro";
        note_demo: "Test coins count at a made-up price." | "Testmünzen zählen zu einem erfundenen Kurs.";
        note_missing(what): "Not counted, because the value is not known: {what}." | "Nicht mitgezählt, weil der Wert nicht bekannt ist: {what}.";
        note_shared: "What others share with you is not counted: it is theirs." | "Was andere für Sie freigeben, zählt nicht mit: Es gehört ihnen.";
        euro_accounts: "Euro accounts" | "Eurokonten";
        crypto_wallets: "Crypto wallets" | "Krypto\u{ad}wallets";
        send: "Send" | "Senden";
        receive: "Receive" | "Empfangen";
        all: "All accounts" | "Alle Konten";
        checking: "Checking account" | "Girokonto";
        savings: "Savings account" | "Tagesgeldkonto";
        euro: "Euro" | "Euro";
        available: "Available now" | "Sofort verfügbar";
        only_you: "Only you" | "Nur Sie";
        shared_with(names): "Shared with {names}" | "Freigegeben für {names}";
        shared_by(name, what): "Shared by {name} · {what}" | "Freigegeben von {name} · {what}";
        may_view: "View" | "Ansehen";
        may_send: "View and send" | "Ansehen und senden";
        may_send_less(amount): "Sends less than {amount} at once" | "Sendet sofort weniger als {amount}";
        all_waits: "Everything waits for the bank" | "Alles wartet auf die Bank";
        opening: "Opening" | "Wird eröffnet";
        opening_note: "Its address comes in a few seconds" | "Die Adresse kommt in wenigen Sekunden";
        frozen_you: "You froze it: nobody can send" | "Von Ihnen eingefroren: Niemand kann senden";
        frozen_owner(owner): "{owner} froze it: nobody can send" | "Von {owner} eingefroren: Niemand kann senden";
        frozen_bank: "The bank froze it: nobody can send" | "Von der Bank eingefroren: Niemand kann senden";
        not_known: "Not known" | "Nicht bekannt";
        not_known_yet: "Not known yet" | "Noch nicht bekannt";
        trying_again: "Trying again" | "Neuer Versuch läuft";
        no_value: "No value in euro" | "Ohne Wert in Euro";
        other_coins(list): "and {list}" | "und {list}";
        new_account: "New crypto account" | "Neues Kryptokonto";
        new_ready: "Ready in a few seconds" | "In wenigen Sekunden bereit";
        new_name: "Name" | "Name";
        new_example: "Holiday" | "Urlaub";
        new_network: "Network" | "Netzwerk";
        new_test(network): "{network} (test)" | "{network} (Testnetz)";
        new_open: "Open account" | "Konto eröffnen";
        name_wrong: "A name has 1 to 100 characters." | "Ein Name hat 1 bis 100 Zeichen.";
        network_wrong: "Choose one of these networks." | "Wählen Sie eines dieser Netzwerke.";
        too_many: "You have as many as one person can have. No account was opened."
            | "Sie haben so viele, wie eine Person haben kann. Es wurde kein Konto eröffnet.";
        empty: "Open one in a few seconds. It sits beside your euro accounts and needs no keys."
            | "In wenigen Sekunden eröffnet. Es steht neben Ihren Eurokonten und braucht keine Schlüssel.";
        story_title: "This bank is new and quiet." | "Diese Bank ist neu und still.";
        story: "The story shares a wallet with Bob and Charlie and lets some transfers wait, so that every page has something to show."
            | "Die Geschichte gibt ein Wallet für Bob und Charlie frei und lässt Überweisungen warten, damit jede Seite etwas zu zeigen hat.";
        story_play: "Play the story" | "Geschichte abspielen";
        story_played: "The story has been played. Look around, also as Bob, Charlie or Claire."
            | "Die Geschichte ist gespielt. Sehen Sie sich um, auch als Bob, Charlie oder Claire.";
        story_interrupted: "The story could not be played on: something it rests on was changed."
            | "Die Geschichte ließ sich nicht weiterspielen: Etwas, worauf sie beruht, wurde geändert.";
        test_funds: "Get test coins" | "Testmünzen holen";
        test_funds_came(amount): "{amount} for testing has arrived." | "{amount} zum Testen sind angekommen.";
        waits(amount, name): "{name}’s transfer of {amount} waits for the bank." | "Die Überweisung von {amount} ({name}) wartet auf die Bank.";
        waits_own(amount): "Your transfer of {amount} waits for the bank." | "Ihre Überweisung von {amount} wartet auf die Bank.";
        waits_rest(wallet): "Nothing has left {wallet} yet." | "{wallet} hat noch nichts verlassen.";
        see_transfer: "See the transfer" | "Überweisung ansehen";
        waits_several(count): "{count} transfers wait for the bank." | "{count} Überweisungen warten auf die Bank.";
        waits_several_rest: "Nothing of them has left a wallet yet." | "Davon hat noch nichts ein Wallet verlassen.";
        see_transfers: "See the transfers" | "Überweisungen ansehen";
        latest: "Latest transfers" | "Letzte Überweisungen";
        all_transfers: "All transfers" | "Alle Überweisungen";
        to: "To" | "An";
    }
}
