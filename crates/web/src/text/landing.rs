//! The start page, of the bank and of its demo.

use super::texts;

texts! {
    /// The start page.
    Landing {
        title: "Euros and crypto in one bank" | "Euro und Krypto in einer Bank";
        headline: "One bank for your euros and your crypto." | "Eine Bank für Ihre Euro und Ihre Kryptowerte.";
        lead: "See both in one place. Share a wallet with your family. And have a person at the bank look twice before a large amount leaves."
            | "Beides an einem Ort. Ein Wallet mit der Familie teilen. Und ein Mensch in der Bank schaut noch einmal hin, bevor ein großer Betrag das Wallet verlässt.";
        how: "How it works" | "So geht es";
        demo_title: "Demo" | "Demo";
        demo_headline: "Try the bank as one of five people." | "Probieren Sie die Bank als eine von fünf Personen.";
        demo_lead: "A family with euros and crypto, and the two people at the bank who look twice. One click signs you in. Nothing here is real money."
            | "Eine Familie mit Euro und Krypto, und die zwei Personen in der Bank, die noch einmal hinsehen. Ein Klick meldet Sie an. Echtes Geld gibt es hier nicht.";
        tour_as: "As" | "Als";
        tour_alice: ", open a wallet and share it." | ": ein Wallet eröffnen und freigeben.";
        tour_charlie: ", send 0.001 ETH, then 0.02." | ": 0,001 ETH senden, dann 0,02.";
        tour_claire: ", decide what waits." | ": entscheiden, was wartet.";
        the_family: "The family" | "Die Familie";
        at_the_bank: "At the bank" | "In der Bank";
        for_alice: "Owns the wallets, shares them, sets the limits" | "Ihr gehören die Wallets, sie gibt frei und setzt Grenzen";
        for_bob: "Sends from Alice’s Wallet, up to the bank’s limit" | "Sendet aus Alices Wallet, bis zur Grenze der Bank";
        for_charlie: "The kid: small amounts alone, more has to wait" | "Das Kind: kleine Beträge allein, mehr muss warten";
        for_claire: "Approves or rejects what waits" | "Gibt frei oder lehnt ab, was wartet";
        for_dana: "Decides too, where Claire may not" | "Entscheidet auch, wo Claire nicht darf";
        side_title: "Side by side" | "Nebeneinander";
        side_text: "A wallet looks and works like any other account. No keys to write down, none to lose."
            | "Ein Wallet sieht aus wie jedes andere Konto und funktioniert auch so. Keine Schlüssel zum Aufschreiben, keine zum Verlieren.";
        family_title: "Made for families" | "Für Familien gemacht";
        family_text: "Let your partner send and your kid learn. You set each one’s limit, and take access back when you like."
            | "Lassen Sie Ihren Partner senden und Ihr Kind lernen. Sie setzen die Grenzen und nehmen den Zugriff zurück, wann Sie wollen.";
        look_title: "A second look" | "Ein zweiter Blick";
        look_text: "Small amounts go at once. Larger ones wait for a person at the bank, and you see every step."
            | "Kleine Beträge gehen sofort. Größere warten auf einen Menschen in der Bank, und Sie sehen jeden Schritt.";
        euro_accounts: "Euro accounts" | "Eurokonten";
        crypto_wallets: "Crypto wallets" | "Krypto\u{ad}wallets";
        total: "Total" | "Zusammen";
        checking: "Checking account" | "Girokonto";
        euro: "Euro" | "Euro";
        available: "Available now" | "Sofort verfügbar";
        only_you: "Only you" | "Nur Sie";
        alices_wallet: "Alice’s Wallet" | "Alices Wallet";
        shared_with(name): "Shared with {name}" | "Freigegeben für {name}";
        may_send: "May view and send" | "Darf ansehen und senden";
        may_send_less(amount): "Sends less than {amount} at once" | "Sendet sofort weniger als {amount}";
        asked: "Asked the bank" | "Bei der Bank angefragt";
        approved: "Approved" | "Freigegeben";
        sent: "Sent" | "Gesendet";
    }
}
