package diagnose

import (
	"mailasset/internal/check"
	"mailasset/internal/msg"
)

// gmailForwarding is the page of Gmail's settings that everything of this is
// done on.
const gmailForwarding = "https://mail.google.com/mail/u/0/#settings/fwdandpop"

// forwarding takes one problem of the mailbox's forwarding.
func forwarding(problem check.ForwardingProblem) func(error) (facts, bool) {
	return on(func(e *check.ForwardingError) (facts, bool) {
		return facts{"forwarding": e.Want, "found": e.Got}, e.Problem == problem
	})
}

// wantedForwarding fills in the asset's address where the failure does not name
// it.
func wantedForwarding(seen facts, c Context) {
	if seen["forwarding"] == "" {
		seen["forwarding"] = c.ForwardingAddress
	}
}

// Texts that the entries of forwarding share.
var (
	openForwarding = msg.Text{
		En: "As {email}, open " + gmailForwarding + " (Gmail -> Settings -> See all settings -> Forwarding and POP/IMAP).",
		Nl: "Open als {email} " + gmailForwarding + " (Gmail -> Instellingen -> Alle instellingen bekijken -> Doorsturen en POP/IMAP).",
	}
	waitForForwarding = msg.Text{
		En: "`mailasset check {name} --watch` looks again until mail is forwarded.",
		Nl: "`mailasset check {name} --watch` kijkt opnieuw tot er wordt doorgestuurd.",
	}
	chooseForwarding = msg.Text{
		En: "Choose Forward a copy of incoming mail to -> {forwarding}, and press Save Changes at the bottom of the page.",
		Nl: "Kies Een kopie van inkomende e-mail doorsturen naar -> {forwarding}, en klik onderaan de pagina op Wijzigingen opslaan.",
	}
)

// insteadForwarding says what is there instead.
func insteadForwarding() phrase {
	return phrase{by: "found", of: map[string]msg.Text{"": {}}, other: msg.Text{
		En: "There is: {found}.",
		Nl: "Wel gevonden: {found}.",
	}}
}

// forwardingEntries are about the way of the mail into Webex Connect
// (webex-connect.md section 2). No scope that the asset has can set it: a person
// does it in Gmail (google.md section 7.2).
func forwardingEntries() []entry {
	return []entry{
		{
			code:     "forwarding-missing",
			take:     forwarding(check.ForwardingMissing),
			complete: wantedForwarding,
			title: msg.Text{
				En: "Gmail does not know the asset's forwarding address yet",
				Nl: "Gmail kent het doorstuuradres van de asset nog niet",
			},
			cause: msg.Text{
				En: "Webex Connect receives only what Gmail forwards to {forwarding}, and that address is not in the mailbox's settings. {instead}",
				Nl: "Webex Connect ontvangt alleen wat Gmail doorstuurt naar {forwarding}, en dat adres staat niet in de instellingen van de mailbox. {instead}",
			},
			fix: []msg.Text{
				openForwarding,
				{
					En: "Add a forwarding address -> {forwarding} -> Next -> Proceed. Copy it from the asset in Webex Connect, do not type it.",
					Nl: "Een doorstuuradres toevoegen -> {forwarding} -> Volgende -> Doorgaan. Kopieer het uit de asset in Webex Connect en typ het niet over.",
				},
				{
					En: "Google then sends a confirmation to that address, so it arrives in Webex Connect: in the debug log of a live email flow. Open the link in it, then choose the address in Gmail and save.",
					Nl: "Google stuurt dan een bevestiging naar dat adres, dus die komt aan in Webex Connect: in het debuglog van een actieve e-mailflow. Open de link daarin, kies daarna het adres in Gmail en sla op.",
				},
				waitForForwarding,
			},
			words: lexicon{"instead": insteadForwarding()},
			who:   WhoMailboxOwner, link: gmailForwarding,
		},
		{
			code:     "forwarding-pending",
			take:     forwarding(check.ForwardingPending),
			complete: wantedForwarding,
			title: msg.Text{
				En: "the forwarding address still has to be confirmed",
				Nl: "het doorstuuradres moet nog bevestigd worden",
			},
			cause: msg.Text{
				En: "Google sent the confirmation to {forwarding} itself, so nobody finds it in a mailbox: it lies in Webex Connect.",
				Nl: "Google stuurde de bevestiging naar {forwarding} zelf, dus niemand vindt die in een mailbox: de bevestiging ligt in Webex Connect.",
			},
			fix: []msg.Text{
				{
					En: "In Webex Connect, open the debug log of a live email flow of this asset (descriptive logs on -> Decrypt logs -> the transaction). The link and the code stand in the full body of Google's mail; a flow with an outbound webhook gets them in its payload too.",
					Nl: "Open in Webex Connect het debuglog van een actieve e-mailflow van deze asset (descriptive logs aan -> Decrypt logs -> de transactie). De link en de code staan in de volledige tekst van de mail van Google; een flow met een uitgaande webhook krijgt ze ook in de payload.",
				},
				{
					En: "Open the link and press Confirm; or type the code into " + gmailForwarding + ". Nothing in the log? On that page press Re-send email, with a flow live.",
					Nl: "Open de link en klik op Bevestigen; of vul de code in op " + gmailForwarding + ". Niets in het log? Klik op die pagina op E-mail opnieuw verzenden, terwijl er een flow actief is.",
				},
				chooseForwarding,
				waitForForwarding,
			},
			who: WhoConnectAdmin, link: "https://help.webexconnect.io/docs/email",
		},
		{
			code:     "forwarding-off",
			take:     forwarding(check.ForwardingOff),
			complete: wantedForwarding,
			title: msg.Text{
				En: "the forwarding address is confirmed, but nothing is forwarded",
				Nl: "het doorstuuradres is bevestigd, maar er wordt niets doorgestuurd",
			},
			cause: msg.Text{
				En: "In Gmail, Disable forwarding is still chosen, or the choice was not saved: the button is at the bottom of a long page. A filter that forwards some of the mail is not seen here.",
				Nl: "In Gmail staat nog Doorsturen uitschakelen gekozen, of de keuze is niet opgeslagen: de knop staat onder aan een lange pagina. Een filter dat een deel van de mail doorstuurt, is hier niet te zien.",
			},
			fix: []msg.Text{openForwarding, chooseForwarding, waitForForwarding},
			who: WhoMailboxOwner, link: gmailForwarding,
		},
		{
			code:     "forwarding-elsewhere",
			take:     forwarding(check.ForwardingElsewhere),
			complete: wantedForwarding,
			title: msg.Text{
				En: "Gmail forwards to another address than the asset's",
				Nl: "Gmail stuurt door naar een ander adres dan dat van de asset",
			},
			cause: msg.Text{
				En: "This setting of Gmail holds one address. {instead} Needed: {forwarding}.",
				Nl: "In deze instelling van Gmail past één adres. {instead} Nodig: {forwarding}.",
			},
			fix: []msg.Text{
				{
					En: "Ask whoever uses that other address: after the change its copies end.",
					Nl: "Overleg met wie dat andere adres gebruikt: na de wijziging komen daar geen kopieën meer aan.",
				},
				openForwarding, chooseForwarding, waitForForwarding,
			},
			words: lexicon{"instead": insteadForwarding()},
			who:   WhoMailboxOwner, link: gmailForwarding,
		},
	}
}
