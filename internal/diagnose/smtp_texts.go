package diagnose

import "mailasset/internal/msg"

const gmailSMTPErrors = "https://support.google.com/a/answer/3726730"

// smtpEntries are about the mail server. What a firewall in this building does
// says nothing about Webex Connect, which sends from its own cloud: the texts
// say so.
func smtpEntries() []entry {
	return []entry{
		{
			code: "smtp-auth-rejected",
			take: ofSMTP.is("smtp-auth-rejected"),
			title: msg.Text{
				En: "{server} refuses the login with the token",
				Nl: "{server} weigert de aanmelding met het token",
			},
			cause: msg.Text{
				En: "{challenge} Its words: {answer}",
				Nl: "{challenge} Het antwoord: {answer}",
			},
			fix: []msg.Text{
				{En: "{which}", Nl: "{which}"},
				{En: "{again}", Nl: "{again}"},
				{
					En: "If all else is green, ask the Workspace administrator whether SMTP is allowed: https://admin.google.com/ac/apps/gmail/enduseraccess (Gmail -> End User Access).",
					Nl: "Is al het andere groen, vraag dan de Workspace-beheerder of SMTP is toegestaan: https://admin.google.com/ac/apps/gmail/enduseraccess (Gmail -> End User Access).",
				},
			},
			words: rejectedLexicon(),
			who:   WhoMailboxOwner, link: "https://developers.google.com/workspace/gmail/imap/xoauth2-protocol",
		},
		{
			code: "smtp-throttled",
			take: ofSMTP.is("smtp-throttled"),
			title: msg.Text{
				En: "{server} saw too many logins to this mailbox",
				Nl: "{server} zag te veel aanmeldingen bij deze mailbox",
			},
			cause: msg.Text{
				En: "The server refuses every login for a while. Each new attempt makes that longer. Its words: {answer}",
				Nl: "De server weigert een tijdlang elke aanmelding. Elke nieuwe poging verlengt dat. Het antwoord: {answer}",
			},
			fix: []msg.Text{
				{
					En: "Stop everything that signs in to this mailbox in a loop, and wait an hour.",
					Nl: "Stop alles wat zich steeds opnieuw bij deze mailbox aanmeldt en wacht een uur.",
				},
				{
					En: "Then run `mailasset check {name} --only smtp.login` once.",
					Nl: "Draai daarna één keer `mailasset check {name} --only smtp.login`.",
				},
			},
			who: WhoYou, link: gmailSMTPErrors,
		},
		{
			code: "smtp-temporary",
			take: ofSMTP.is("smtp-temporary"),
			title: msg.Text{
				En: "{server} says: try again later",
				Nl: "{server} zegt: probeer het later opnieuw",
			},
			cause: msg.Text{
				En: "The trouble is on its side and usually passes. Its words: {answer}",
				Nl: "De storing zit aan die kant en gaat meestal vanzelf over. Het antwoord: {answer}",
			},
			fix: []msg.Text{{
				En: "Wait 15 minutes and run `mailasset check {name} --only smtp.login`. If it stays, look at https://www.google.com/appsstatus/dashboard/.",
				Nl: "Wacht een kwartier en draai `mailasset check {name} --only smtp.login`. Blijft het zo, kijk dan op https://www.google.com/appsstatus/dashboard/.",
			}},
			who: WhoYou, link: gmailSMTPErrors,
		},
		{
			code: "smtp-refused",
			take: ofSMTP.is("smtp-refused"),
			title: msg.Text{
				En: "{what}",
				Nl: "{what}",
			},
			cause: msg.Text{
				En: "{why} Its words: {answer}",
				Nl: "{why} Het antwoord: {answer}",
			},
			fix: []msg.Text{
				{En: "{first}", Nl: "{first}"},
				{En: "{then}", Nl: "{then}"},
			},
			words: refusedLexicon(),
			who:   WhoYou, whose: refusedWho, link: gmailSMTPErrors,
		},
		{
			code: "smtp-unreachable",
			take: ofSMTP.is("smtp-unreachable"),
			title: msg.Text{
				En: "{what}",
				Nl: "{what}",
			},
			cause: msg.Text{
				En: "{why} {elsewhere}",
				Nl: "{why} {elsewhere}",
			},
			fix: []msg.Text{
				{En: "{first}", Nl: "{first}"},
				{En: "{open}", Nl: "{open}"},
				{En: "{without}", Nl: "{without}"},
			},
			words: unreachableLexicon(),
			who:   WhoNetworkAdmin, whose: mixedUp, link: "https://support.google.com/a/answer/176600",
		},
		{
			code: "smtp-not-smtp",
			take: ofSMTP.is("smtp-not-smtp"),
			title: msg.Text{
				En: "what answers at {server} is not the mail server expected there",
				Nl: "wat op {server} antwoordt, is niet de mailserver die daar hoort",
			},
			cause: msg.Text{
				En: "{speaking} Its first words: {answer}",
				Nl: "{speaking} De eerste woorden: {answer}",
			},
			fix: []msg.Text{
				{
					En: "Look at Port and Security on the asset: 465 goes with SSL, 587 with STARTTLS.",
					Nl: "Kijk naar Port en Security op de asset: 465 hoort bij SSL, 587 bij STARTTLS.",
				},
				{
					En: "If they are right, ask the network administrator whether a proxy or firewall answers in the server's place.",
					Nl: "Kloppen die, vraag dan de netwerkbeheerder of een proxy of firewall in plaats van de server antwoordt.",
				},
			},
			words: lexicon{"speaking": {by: "speaks", of: map[string]msg.Text{
				"smtp": {En: "It is a mail server that expects STARTTLS, but SSL was used.", Nl: "Het is een mailserver die STARTTLS verwacht, maar er is SSL gebruikt."},
				"tls":  {En: "It is a server that expects SSL, but STARTTLS was used.", Nl: "Het is een server die SSL verwacht, maar er is STARTTLS gebruikt."},
				"http": {En: "It is a web server or a proxy.", Nl: "Het is een webserver of een proxy."},
			}, other: msg.Text{
				En: "It does not speak SMTP.",
				Nl: "Hij spreekt geen SMTP.",
			}}},
			who: WhoNetworkAdmin, whose: mixedUp, link: "https://support.google.com/a/answer/176600",
		},
		{
			code: "smtp-tls",
			take: ofSMTP.is("smtp-tls"),
			title: msg.Text{
				En: "no encryption to be trusted with {server}",
				Nl: "geen betrouwbare versleuteling met {server}",
			},
			cause: msg.Text{
				En: "{why} {drift} The token was not sent.",
				Nl: "{why} {drift} Het token is niet verstuurd.",
			},
			fix: []msg.Text{
				{
					En: "{remedy}",
					Nl: "{remedy}",
				},
				{
					En: "Run `mailasset check {name} --only smtp.login` again, or from another network: Webex Connect does not go through this one.",
					Nl: "Draai `mailasset check {name} --only smtp.login` opnieuw, of vanaf een ander netwerk: Webex Connect gaat niet langs dit netwerk.",
				},
			},
			words: tlsLexicon(),
			who:   WhoNetworkAdmin, whose: tlsWho, link: "https://support.google.com/a/answer/176600",
		},
		{
			code: "smtp-no-xoauth2",
			take: ofSMTP.is("smtp-no-xoauth2"),
			title: msg.Text{
				En: "{server} does not offer XOAUTH2",
				Nl: "{server} biedt geen XOAUTH2 aan",
			},
			cause: msg.Text{
				En: "A token can only be used with XOAUTH2. Offered: {offered}. Gmail always offers it, so this is another server, or a firewall rewrites what it says.",
				Nl: "Een token werkt alleen met XOAUTH2. Aangeboden: {offered}. Gmail biedt het altijd aan, dus dit is een andere server, of een firewall herschrijft het antwoord.",
			},
			fix: []msg.Text{
				{
					En: "Look at SMTP Server on the asset: {server} was tried; for Gmail it is smtp.gmail.com.",
					Nl: "Kijk naar SMTP Server op de asset: geprobeerd is {server}; voor Gmail is het smtp.gmail.com.",
				},
				{
					En: "If it is right, ask the network administrator to let port {smtpPort} pass without inspection.",
					Nl: "Klopt die, vraag dan de netwerkbeheerder om poort {smtpPort} zonder inspectie door te laten.",
				},
			},
			who: WhoNetworkAdmin, link: "https://developers.google.com/workspace/gmail/imap/xoauth2-protocol",
		},
		{
			code: "smtp-sending-limit",
			take: ofSMTP.is("smtp-sending-limit"),
			title: msg.Text{
				En: "the mailbox has reached its sending limit for today",
				Nl: "de mailbox heeft de verzendlimiet van vandaag bereikt",
			},
			cause: msg.Text{
				En: "Gmail counts recipients over 24 hours: about 500 for gmail.com, 2,000 for Workspace. Its words: {answer}",
				Nl: "Gmail telt ontvangers over 24 uur: ongeveer 500 bij gmail.com en 2000 bij Workspace. Het antwoord: {answer}",
			},
			fix: []msg.Text{{
				En: "Wait up to 24 hours. For more, use a Workspace mailbox, or spread the mail over several assets.",
				Nl: "Wacht tot 24 uur. Moet er meer uit, gebruik dan een Workspace-mailbox of verdeel de mail over meer assets.",
			}},
			who: WhoMailboxOwner, link: "https://support.google.com/a/answer/166852",
		},
		{
			code: "mail-echo-missing",
			take: on(echoFacts),
			title: msg.Text{
				En: "the mail was accepted, and is not in the mailbox",
				Nl: "de mail is aangenomen, en zit niet in de mailbox",
			},
			cause: msg.Text{
				En: "After {after} it was not found, not in spam or trash either. It can still be on its way, or a rule of the mailbox or the organisation took it out.",
				Nl: "Na {after} was hij niet te vinden, ook niet bij spam of in de prullenbak. Hij kan nog onderweg zijn, of een regel van de mailbox of de organisatie heeft hem eruit gehaald.",
			},
			fix: []msg.Text{
				{
					En: "Search in Gmail, as {account}, for rfc822msgid:{messageId}. If the mail is there by now, it only took its time.",
					Nl: "Zoek in Gmail, als {account}, op rfc822msgid:{messageId}. Zit de mail er inmiddels wel, dan deed hij er alleen lang over.",
				},
				{
					En: "If not, ask the Workspace administrator where it went: https://admin.google.com/ac/emaillogsearch (Reporting -> Email Log Search).",
					Nl: "Zo niet, vraag de Workspace-beheerder dan waar hij gebleven is: https://admin.google.com/ac/emaillogsearch (Reporting -> Email Log Search).",
				},
				{
					En: "Then send another one: `mailasset check {name} --tier send`.",
					Nl: "Stuur er daarna nog een: `mailasset check {name} --tier send`.",
				},
			},
			who: WhoMailboxOwner, link: "https://support.google.com/a/answer/2618874",
		},
	}
}
