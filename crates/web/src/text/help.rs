//! The help page.

use super::texts;

texts! {
    /// Questions and answers.
    Help {
        title: "Help" | "Hilfe";
        sending: "Sending" | "Senden";
        why_waits: "Why does my transfer wait for the bank?" | "Warum wartet meine Überweisung auf die Bank?";
        why_waits_answer: "Large amounts are looked at by a person first: your own from the bank’s limit on, those of people you share with from the limit you set. Until the bank says yes, nothing leaves the wallet and you can withdraw it."
            | "Große Beträge sieht sich zuerst ein Mensch an: Ihre eigenen ab der Grenze der Bank, die von Mitbenutzern ab der Grenze, die Sie setzen. Bis die Bank zustimmt, verlässt nichts das Wallet, und Sie können zurückziehen.";
        wrong_address: "I sent to the wrong address. What now?" | "Ich habe an die falsche Adresse gesendet. Was nun?";
        wrong_address_answer: "While it says “Waiting for the bank” or “Approved”, withdraw it. From “Being sent” on it can no longer be stopped, by nobody."
            | "Solange da „Wartet auf die Bank“ oder „Freigegeben“ steht, ziehen Sie zurück. Ab „Wird gesendet“ kann es niemand mehr aufhalten.";
        on_hold: "What does “On hold” mean?" | "Was heißt „Angehalten“?";
        on_hold_answer: "The bank has paused sending or frozen the wallet. Your money is where it was. What waits goes on by itself, and you can withdraw it."
            | "Die Bank hat das Senden angehalten oder das Wallet eingefroren. Ihr Geld ist, wo es war. Was wartet, geht von selbst weiter, und Sie können es zurückziehen.";
        fee: "Who pays the network fee?" | "Wer zahlt die Netzgebühr?";
        fee_answer: "The wallet that sends. You see the fee before you confirm. If the network does not accept a transfer, the amount stays and only the fee is spent."
            | "Das Wallet, das sendet. Sie sehen die Gebühr, bevor Sie bestätigen. Nimmt das Netz eine Überweisung nicht an, bleibt der Betrag, und nur die Gebühr ist weg.";
        sharing: "Wallets and family" | "Wallets und Familie";
        share: "How do I share a wallet?" | "Wie gebe ich ein Wallet frei?";
        share_answer: "Under Family, with the email of somebody who is a customer and has signed in once. You choose whether they may view or also send, and from which amount the bank looks."
            | "Unter Familie, mit der E-Mail einer Person, die hier Kunde ist und sich einmal angemeldet hat. Sie wählen, ob sie ansehen oder auch senden darf, und ab welchem Betrag die Bank hinsieht.";
        unshare: "Somebody should no longer have access" | "Jemand soll keinen Zugriff mehr haben";
        unshare_answer: "Remove them under Family. It works at once; what they asked for and was not sent is withdrawn."
            | "Entfernen Sie die Person unter Familie. Das wirkt sofort; was sie beauftragt hat und noch nicht gesendet ist, wird zurückgezogen.";
        as_of: "What does “as of 14:02” mean?" | "Was heißt „Stand 14:02“?";
        as_of_answer: "We could not ask for a newer balance. The one you see is from that time. It becomes right by itself."
            | "Wir konnten keinen neueren Kontostand erfragen. Der gezeigte ist von dieser Zeit. Er stimmt bald von selbst wieder.";
        euro_value: "Why does my wallet have no value in euro?" | "Warum hat mein Wallet keinen Wert in Euro?";
        euro_value_answer: "Coins of test networks have no market, and for some others there is no price right now. We would rather show none than guess."
            | "Münzen von Testnetzen haben keinen Markt, und für manche andere gibt es gerade keinen Kurs. Wir zeigen lieber keinen, als zu raten.";
        wrong_title: "Something looks wrong?" | "Etwas stimmt nicht?";
        wrong: "Freeze the wallet first, on its page: nobody can send from it then. You lift it again yourself."
            | "Frieren Sie zuerst das Wallet ein, auf seiner Seite: Dann kann niemand daraus senden. Sie heben es selbst wieder auf.";
        wrong_go: "Choose a wallet" | "Wallet auswählen";
        password: "We never ask for your password." | "Wir fragen nie nach Ihrem Passwort.";
    }
}
