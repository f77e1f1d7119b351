package diagnose

import (
	"strings"
	"testing"

	"mailasset/internal/msg"
)

// whole holds the findings of Google's pages and of its cloud as people read
// them, in English and in Dutch; ' stands for a backquote.
var whole = map[string][2]string{
	"origin-mismatch": {`the JavaScript origin http://x.test is not registered on this OAuth client
Only a sign-in that runs as a script in a web page sends an origin. This program and Webex Connect use redirect addresses, so the asset works without it: for this procedure it is harmless.
Leave that page and begin the sign-in here: 'mailasset token acme-support'.
To have it registered all the same: https://console.cloud.google.com/auth/clients?project=webex-mail-4711 -> your web client (Clients, formerly Credentials) -> Authorized JavaScript origins -> Add URI -> http://x.test -> Save. No path and no slash at the end.
google-cloud-admin https://console.cloud.google.com/auth/clients?project=webex-mail-4711`, `de JavaScript-origin http://x.test staat niet geregistreerd bij deze OAuth-client
Alleen een aanmelding die als script in een webpagina draait, stuurt een origin mee. Dit programma en Webex Connect gebruiken redirect-adressen, dus de asset werkt ook zonder: voor deze procedure is het onschuldig.
Verlaat die pagina en begin de aanmelding hier: 'mailasset token acme-support'.
Wil je hem toch registreren: https://console.cloud.google.com/auth/clients?project=webex-mail-4711 -> je webclient (Clients, voorheen Credentials) -> Authorized JavaScript origins -> Add URI -> http://x.test -> Save. Zonder pad en zonder slash aan het eind.
google-cloud-admin https://console.cloud.google.com/auth/clients?project=webex-mail-4711`},
	"not-a-test-user": {`the app is in Testing, and the account that signed in is not one of its test users
In Testing Google lets in only the addresses on the list, and each token ends after 7 days. Expected: support@acme.example; the browser may have taken another account.
Best: https://console.cloud.google.com/auth/audience?project=webex-mail-4711 -> Publish app -> Confirm (Audience, formerly OAuth consent screen). If the button is grey, fill in home page and privacy policy first: https://console.cloud.google.com/auth/branding?project=webex-mail-4711.
Or, for 7 days only: on the same page, Test users -> Add users -> support@acme.example, exactly -> Save.
Then sign in again, as support@acme.example: 'mailasset token acme-support'.
google-cloud-admin https://console.cloud.google.com/auth/audience?project=webex-mail-4711`, `de app staat in Testing, en het aangemelde account is geen testgebruiker
In Testing laat Google alleen de adressen op de lijst toe, en elk token vervalt na 7 dagen. Verwacht: support@acme.example; misschien nam de browser een ander account.
Het beste: https://console.cloud.google.com/auth/audience?project=webex-mail-4711 -> Publish app -> Confirm (Audience, voorheen OAuth consent screen). Is de knop grijs, vul dan eerst startpagina en privacybeleid in: https://console.cloud.google.com/auth/branding?project=webex-mail-4711.
Of, voor hooguit 7 dagen: op dezelfde pagina Test users -> Add users -> precies support@acme.example -> Save.
Meld je daarna opnieuw aan, als support@acme.example: 'mailasset token acme-support'.
google-cloud-admin https://console.cloud.google.com/auth/audience?project=webex-mail-4711`},
	"wrong-session": {`the browser is signed in to another Google account
Google's words about a missing parameter usually mislead: they also appear when the app is Internal and another account, often a private one, is signed in. Less often the link was cut off in copying, and a parameter really is missing.
Copy the whole link into a private window and sign in as support@acme.example.
If the link is gone, begin again: 'mailasset token acme-support'.
mailbox-owner https://support.google.com/accounts/answer/1721977`, `in de browser is een ander Google-account aangemeld
Wat Google over een ontbrekende parameter zegt, klopt meestal niet: het verschijnt ook als de app Internal is en er een ander account is aangemeld, vaak een privéaccount. Soms is de link bij het kopiëren afgekapt en ontbreekt er echt iets.
Kopieer de hele link naar een privévenster en meld je aan als support@acme.example.
Is de link weg, begin dan opnieuw: 'mailasset token acme-support'.
mailbox-owner https://support.google.com/accounts/answer/1721977`},
	"disallowed-useragent": {`Google does not let people sign in inside another app's window
The page was opened in a browser that is part of an app, such as a chat or mail program. If no window was open, Google turned away a question of this program; that says nothing about the client.
Copy the link and open it in Chrome, Edge, Firefox or Safari.
If the link is gone, begin again: 'mailasset token acme-support'.
mailbox-owner https://developers.google.com/identity/protocols/oauth2/policies#browsers`, `Google laat niemand aanmelden in een venster van een andere app
De pagina is geopend in een browser die deel uitmaakt van een app, zoals een chat- of mailprogramma. Stond er geen venster open, dan wees Google een vraag van dit programma af; dat zegt niets over de client.
Kopieer de link en open hem in Chrome, Edge, Firefox of Safari.
Is de link weg, begin dan opnieuw: 'mailasset token acme-support'.
mailbox-owner https://developers.google.com/identity/protocols/oauth2/policies#browsers`},
	"unverified-app": {`Google warns that it has not verified this app, which is expected
The app is your own and asks for all of the mail. For own use with fewer than 100 users Google asks for no verification, and the warning stays.
Check that the page names your own app. Then press Advanced -> Go to the app (unsafe) -> Continue (formerly Allow). In Testing there may be just Continue.
If it says that too many people use the app: its 100 users are used up. Choose Internal on https://console.cloud.google.com/auth/audience?project=webex-mail-4711 (Audience, formerly OAuth consent screen), or begin with a new project.
mailbox-owner https://support.google.com/cloud/answer/7454865`, `Google waarschuwt dat de app niet is geverifieerd, en dat hoort zo
De app is van jezelf en vraagt om alle mail. Voor eigen gebruik met minder dan 100 gebruikers vraagt Google geen verificatie, en de waarschuwing blijft.
Ga na of de pagina je eigen app noemt. Klik dan op Geavanceerd -> Ga naar de app (onveilig) -> Doorgaan (voorheen Toestaan). In Testing staat er soms alleen Doorgaan.
Staat er dat te veel mensen de app gebruiken, dan zijn de 100 gebruikers op. Kies Internal op https://console.cloud.google.com/auth/audience?project=webex-mail-4711 (Audience, voorheen OAuth consent screen), of begin met een nieuw project.
mailbox-owner https://support.google.com/cloud/answer/7454865`},
	"publish-blocked": {`Publish app cannot be pressed
The Branding page lacks a home page or a privacy policy, or the domain of one of them is not authorized. Google has wanted both since September 2026, and Cisco's document does not mention them.
Open https://console.cloud.google.com/auth/branding?project=webex-mail-4711 (Branding, formerly OAuth consent screen) and fill in Application home page and Application privacy policy link: https pages of your own that open without signing in, not a page of a code repository.
On the same page, under Authorized domains: Add domain -> the domain of those pages, such as example.com -> Save.
Then https://console.cloud.google.com/auth/audience?project=webex-mail-4711 -> Publish app -> Confirm, before any token is made.
google-cloud-admin https://console.cloud.google.com/auth/branding?project=webex-mail-4711`, `op Publish app is niet te klikken
Op de pagina Branding ontbreekt een startpagina of een privacybeleid, of het domein ervan is niet geautoriseerd. Google wil ze allebei sinds september 2026, en in het document van Cisco staan ze niet.
Open https://console.cloud.google.com/auth/branding?project=webex-mail-4711 (Branding, voorheen OAuth consent screen) en vul Application home page en Application privacy policy link in: eigen https-pagina's die zonder aanmelden opengaan, geen pagina van een coderepository.
Op dezelfde pagina, onder Authorized domains: Add domain -> het domein van die pagina's, zoals example.com -> Save.
Daarna https://console.cloud.google.com/auth/audience?project=webex-mail-4711 -> Publish app -> Confirm, voordat er een token wordt gemaakt.
google-cloud-admin https://console.cloud.google.com/auth/branding?project=webex-mail-4711`},
	"forwarding-missing": {`Gmail does not know the asset's forwarding address yet
Webex Connect receives only what Gmail forwards to a1b2@mail-us.imiconnect.io, and that address is not in the mailbox's settings. There is: kim@acme.example, old@mail-us.imiconnect.io.
As support@acme.example, open https://mail.google.com/mail/u/0/#settings/fwdandpop (Gmail -> Settings -> See all settings -> Forwarding and POP/IMAP).
Add a forwarding address -> a1b2@mail-us.imiconnect.io -> Next -> Proceed. Copy it from the asset in Webex Connect, do not type it.
Google then sends a confirmation to that address, so it arrives in Webex Connect: in the debug log of a live email flow. Open the link in it, then choose the address in Gmail and save.
'mailasset check acme-support --watch' looks again until mail is forwarded.
mailbox-owner https://mail.google.com/mail/u/0/#settings/fwdandpop`, `Gmail kent het doorstuuradres van de asset nog niet
Webex Connect ontvangt alleen wat Gmail doorstuurt naar a1b2@mail-us.imiconnect.io, en dat adres staat niet in de instellingen van de mailbox. Wel gevonden: kim@acme.example, old@mail-us.imiconnect.io.
Open als support@acme.example https://mail.google.com/mail/u/0/#settings/fwdandpop (Gmail -> Instellingen -> Alle instellingen bekijken -> Doorsturen en POP/IMAP).
Een doorstuuradres toevoegen -> a1b2@mail-us.imiconnect.io -> Volgende -> Doorgaan. Kopieer het uit de asset in Webex Connect en typ het niet over.
Google stuurt dan een bevestiging naar dat adres, dus die komt aan in Webex Connect: in het debuglog van een actieve e-mailflow. Open de link daarin, kies daarna het adres in Gmail en sla op.
'mailasset check acme-support --watch' kijkt opnieuw tot er wordt doorgestuurd.
mailbox-owner https://mail.google.com/mail/u/0/#settings/fwdandpop`},
	"forwarding-pending": {`the forwarding address still has to be confirmed
Google sent the confirmation to a1b2@mail-us.imiconnect.io itself, so nobody finds it in a mailbox: it lies in Webex Connect.
In Webex Connect, open the debug log of a live email flow of this asset (descriptive logs on -> Decrypt logs -> the transaction). The link and the code stand in the full body of Google's mail; a flow with an outbound webhook gets them in its payload too.
Open the link and press Confirm; or type the code into https://mail.google.com/mail/u/0/#settings/fwdandpop. Nothing in the log? On that page press Re-send email, with a flow live.
Choose Forward a copy of incoming mail to -> a1b2@mail-us.imiconnect.io, and press Save Changes at the bottom of the page.
'mailasset check acme-support --watch' looks again until mail is forwarded.
webex-connect-admin https://help.webexconnect.io/docs/email`, `het doorstuuradres moet nog bevestigd worden
Google stuurde de bevestiging naar a1b2@mail-us.imiconnect.io zelf, dus niemand vindt die in een mailbox: de bevestiging ligt in Webex Connect.
Open in Webex Connect het debuglog van een actieve e-mailflow van deze asset (descriptive logs aan -> Decrypt logs -> de transactie). De link en de code staan in de volledige tekst van de mail van Google; een flow met een uitgaande webhook krijgt ze ook in de payload.
Open de link en klik op Bevestigen; of vul de code in op https://mail.google.com/mail/u/0/#settings/fwdandpop. Niets in het log? Klik op die pagina op E-mail opnieuw verzenden, terwijl er een flow actief is.
Kies Een kopie van inkomende e-mail doorsturen naar -> a1b2@mail-us.imiconnect.io, en klik onderaan de pagina op Wijzigingen opslaan.
'mailasset check acme-support --watch' kijkt opnieuw tot er wordt doorgestuurd.
webex-connect-admin https://help.webexconnect.io/docs/email`},
	"forwarding-off": {`the forwarding address is confirmed, but nothing is forwarded
In Gmail, Disable forwarding is still chosen, or the choice was not saved: the button is at the bottom of a long page. A filter that forwards some of the mail is not seen here.
As support@acme.example, open https://mail.google.com/mail/u/0/#settings/fwdandpop (Gmail -> Settings -> See all settings -> Forwarding and POP/IMAP).
Choose Forward a copy of incoming mail to -> a1b2@mail-us.imiconnect.io, and press Save Changes at the bottom of the page.
'mailasset check acme-support --watch' looks again until mail is forwarded.
mailbox-owner https://mail.google.com/mail/u/0/#settings/fwdandpop`, `het doorstuuradres is bevestigd, maar er wordt niets doorgestuurd
In Gmail staat nog Doorsturen uitschakelen gekozen, of de keuze is niet opgeslagen: de knop staat onder aan een lange pagina. Een filter dat een deel van de mail doorstuurt, is hier niet te zien.
Open als support@acme.example https://mail.google.com/mail/u/0/#settings/fwdandpop (Gmail -> Instellingen -> Alle instellingen bekijken -> Doorsturen en POP/IMAP).
Kies Een kopie van inkomende e-mail doorsturen naar -> a1b2@mail-us.imiconnect.io, en klik onderaan de pagina op Wijzigingen opslaan.
'mailasset check acme-support --watch' kijkt opnieuw tot er wordt doorgestuurd.
mailbox-owner https://mail.google.com/mail/u/0/#settings/fwdandpop`},
	"forwarding-elsewhere": {`Gmail forwards to another address than the asset's
This setting of Gmail holds one address. There is: kim@acme.example. Needed: a1b2@mail-us.imiconnect.io.
Ask whoever uses that other address: after the change its copies end.
As support@acme.example, open https://mail.google.com/mail/u/0/#settings/fwdandpop (Gmail -> Settings -> See all settings -> Forwarding and POP/IMAP).
Choose Forward a copy of incoming mail to -> a1b2@mail-us.imiconnect.io, and press Save Changes at the bottom of the page.
'mailasset check acme-support --watch' looks again until mail is forwarded.
mailbox-owner https://mail.google.com/mail/u/0/#settings/fwdandpop`, `Gmail stuurt door naar een ander adres dan dat van de asset
In deze instelling van Gmail past één adres. Wel gevonden: kim@acme.example. Nodig: a1b2@mail-us.imiconnect.io.
Overleg met wie dat andere adres gebruikt: na de wijziging komen daar geen kopieën meer aan.
Open als support@acme.example https://mail.google.com/mail/u/0/#settings/fwdandpop (Gmail -> Instellingen -> Alle instellingen bekijken -> Doorsturen en POP/IMAP).
Kies Een kopie van inkomende e-mail doorsturen naar -> a1b2@mail-us.imiconnect.io, en klik onderaan de pagina op Wijzigingen opslaan.
'mailasset check acme-support --watch' kijkt opnieuw tot er wordt doorgestuurd.
mailbox-owner https://mail.google.com/mail/u/0/#settings/fwdandpop`},
	"callback-state-mismatch": {`the address of the error page is cut off
It ends before it says which error it is.
Click into the address bar, copy all of it (Ctrl-A, Ctrl-C; on a Mac Cmd-A, Cmd-C) and paste it again: then it can be explained.
If the page is gone, begin again and use the new link: 'mailasset token acme-support --start'.
you https://datatracker.ietf.org/doc/html/rfc6749#section-10.12`, `het adres van de foutpagina is afgekapt
Het houdt op voordat er staat welke fout het is.
Klik in de adresbalk, kopieer alles (Ctrl-A, Ctrl-C; op een Mac Cmd-A, Cmd-C) en plak het opnieuw: dan volgt de uitleg.
Is de pagina weg, begin dan opnieuw en gebruik de nieuwe link: 'mailasset token acme-support --start'.
you https://datatracker.ietf.org/doc/html/rfc6749#section-10.12`},
	"tos-not-accepted": {`this account has not accepted Google's terms of service yet
Here it is about the terms for Workspace, which its administrator accepts. No program can accept them for a person.
Open https://console.cloud.google.com/terms/appsadmin as the Workspace administrator and accept. If nothing is shown there, open https://console.cloud.google.com/ and agree to what it asks.
Then run 'mailasset setup acme-support' again. It goes on where it stopped.
workspace-admin https://console.cloud.google.com/terms/appsadmin`, `dit account heeft de voorwaarden van Google nog niet geaccepteerd
Hier gaat het om de voorwaarden voor Workspace, en die accepteert de beheerder daarvan. Geen programma kan namens iemand akkoord gaan.
Open https://console.cloud.google.com/terms/appsadmin als Workspace-beheerder en accepteer. Staat daar niets, open dan https://console.cloud.google.com/ en ga akkoord met wat er gevraagd wordt.
Draai daarna 'mailasset setup acme-support' opnieuw. Het gaat verder waar het stopte.
workspace-admin https://console.cloud.google.com/terms/appsadmin`},
	"project-quota": {`this account may not create any more projects
Google sets a number for each account. A deleted project still counts for about 30 days. Its words: You have exceeded your allotted project quota.
Use a project that is there already: 'mailasset setup acme-support --answer google.project_id=ID'.
Or ask Google for more, which takes some days: https://support.google.com/code/contact/project_quota_increase.
Or delete a project that nobody uses: https://console.cloud.google.com/cloud-resource-manager.
google-cloud-admin https://support.google.com/code/contact/project_quota_increase`, `dit account mag geen projecten meer maken
Google stelt voor elk account een aantal vast. Een verwijderd project telt nog zo'n 30 dagen mee. Het antwoord: You have exceeded your allotted project quota.
Gebruik een project dat er al is: 'mailasset setup acme-support --answer google.project_id=ID'.
Of vraag Google om meer, dat duurt een paar dagen: https://support.google.com/code/contact/project_quota_increase.
Of verwijder een project dat niemand gebruikt: https://console.cloud.google.com/cloud-resource-manager.
google-cloud-admin https://support.google.com/code/contact/project_quota_increase`},
	"project-id-taken": {`the project ID webex-mail-4711 is taken
It is a project that you have access to, but it is being deleted. Google gives out an ID once and never again, not even after its project was deleted.
If it is the one that is meant, restore it within 30 days: https://console.cloud.google.com/cloud-resource-manager -> Resources pending deletion -> webex-mail-4711 -> Restore.
If not, choose another ID, for instance with some digits added: 'mailasset setup acme-support --answer google.project_id=ID'.
you https://console.cloud.google.com/cloud-resource-manager`, `de project-ID webex-mail-4711 is bezet
Het is een project waar je toegang toe hebt, maar het wordt verwijderd. Google geeft een ID één keer uit en daarna nooit meer, ook niet als het project is verwijderd.
Is het het project dat je bedoelt, haal het dan binnen 30 dagen terug: https://console.cloud.google.com/cloud-resource-manager -> Resources pending deletion -> webex-mail-4711 -> Restore.
Zo niet, kies dan een andere ID, bijvoorbeeld met een paar cijfers erachter: 'mailasset setup acme-support --answer google.project_id=ID'.
you https://console.cloud.google.com/cloud-resource-manager`},
	"project-id-invalid": {`webex-mail-4711 cannot be a project ID
Google refuses it without naming the rule. It takes 6 to 30 lower-case letters, digits and hyphens.
Choose another one, such as webex-mail-4711: 'mailasset setup acme-support --answer google.project_id=ID'.
you https://cloud.google.com/resource-manager/docs/creating-managing-projects`, `webex-mail-4711 kan geen project-ID zijn
Google weigert hem zonder de regel te noemen. Toegestaan zijn 6 tot 30 kleine letters, cijfers en koppeltekens.
Kies een andere, zoals webex-mail-4711: 'mailasset setup acme-support --answer google.project_id=ID'.
you https://cloud.google.com/resource-manager/docs/creating-managing-projects`},
	"permission-denied": {`Google refuses this to the account that signed in
The account has no right to it. Google's words: Permission denied: Consumer 'projects/7' has been suspended.
Check that the right account signed in, else sign in again: 'mailasset token acme-support'.
If it is the right one, ask the owner of the Google project for a role in it: https://console.cloud.google.com/iam-admin/iam?project=webex-mail-4711 -> Grant access.
google-cloud-admin https://console.cloud.google.com/iam-admin/iam?project=webex-mail-4711`, `Google staat dit het aangemelde account niet toe
Het account heeft er geen recht op. Google zegt: Permission denied: Consumer 'projects/7' has been suspended.
Ga na of het juiste account zich aanmeldde en meld je zo nodig opnieuw aan: 'mailasset token acme-support'.
Is het het juiste, vraag dan de eigenaar van het Google-project om een rol: https://console.cloud.google.com/iam-admin/iam?project=webex-mail-4711 -> Grant access.
google-cloud-admin https://console.cloud.google.com/iam-admin/iam?project=webex-mail-4711`},
	"mfa-required": {`Google Cloud wants two-step verification on this account
The console and gcloud refuse accounts without it. The mailbox itself is not affected: it is about the account that creates the project.
Turn it on as that account: https://myaccount.google.com/signinoptions/two-step-verification. In a Workspace the administrator may have to allow it first.
Sign in anew: 'gcloud auth login' (for Application Default Credentials: 'gcloud auth application-default login').
Then run 'mailasset setup acme-support' again. It goes on where it stopped.
google-cloud-admin https://docs.cloud.google.com/docs/authentication/mfa-requirement`, `Google Cloud vraagt om verificatie in twee stappen voor dit account
De console en gcloud weigeren accounts zonder. Voor de mailbox zelf verandert er niets: het gaat om het account dat het project maakt.
Zet het aan met dat account: https://myaccount.google.com/signinoptions/two-step-verification. In een Workspace moet de beheerder het soms eerst toestaan.
Meld je opnieuw aan: 'gcloud auth login' (voor Application Default Credentials: 'gcloud auth application-default login').
Draai daarna 'mailasset setup acme-support' opnieuw. Het gaat verder waar het stopte.
google-cloud-admin https://docs.cloud.google.com/docs/authentication/mfa-requirement`},
	"adc-missing": {`the token in /home/kim/adc.json cannot be used for Google Cloud
Nothing is there where the token should be.
Put a new token into the file, alone: 'gcloud auth print-access-token' prints one that lives for an hour.
Then run 'mailasset setup acme-support' again. It goes on where it stopped.
Or do this step by hand: 'mailasset setup acme-support' shows Google's page and the values for it.
google-cloud-admin https://docs.cloud.google.com/docs/authentication/application-default-credentials`, `het token in /home/kim/adc.json is niet te gebruiken voor Google Cloud
Waar het token hoort te staan, staat niets.
Zet een nieuw token in het bestand, en niets anders: 'gcloud auth print-access-token' geeft er een dat een uur geldig is.
Draai daarna 'mailasset setup acme-support' opnieuw. Het gaat verder waar het stopte.
Of doe deze stap met de hand: 'mailasset setup acme-support' toont de pagina van Google en de waarden ervoor.
google-cloud-admin https://docs.cloud.google.com/docs/authentication/application-default-credentials`},
	"quota-project-missing": {`no project can pay for the request to the API
The project that is named for that, projects/7, has the API off, or is gone. The request costs nothing, but it has to be counted somewhere.
Simplest: 'gcloud auth login'. Its token needs no such project, and it is taken before Application Default Credentials.
Or open https://console.cloud.google.com/apis/library and press Enable there; or name another project: 'gcloud auth application-default set-quota-project PROJECT'.
Then run 'mailasset setup acme-support' again. It goes on where it stopped.
google-cloud-admin https://docs.cloud.google.com/docs/authentication/troubleshoot-adc`, `er is geen bruikbaar project voor de aanvraag bij de API
In het project dat daarvoor is opgegeven, projects/7, staat de API uit, of het bestaat niet meer. De aanvraag kost niets, maar moet ergens meetellen.
Het eenvoudigst: 'gcloud auth login'. Dat token heeft zo'n project niet nodig en gaat voor op Application Default Credentials.
Of open https://console.cloud.google.com/apis/library en klik daar op Enable; of geef een ander project op: 'gcloud auth application-default set-quota-project PROJECT'.
Draai daarna 'mailasset setup acme-support' opnieuw. Het gaat verder waar het stopte.
google-cloud-admin https://docs.cloud.google.com/docs/authentication/troubleshoot-adc`},
}

func TestFindingsWhole(t *testing.T) {
	for code, want := range whole {
		for i, lang := range []msg.Lang{msg.English, msg.Dutch} {
			list := recordings[code]
			c := acme
			c.Lang, c.Command = lang, "mailasset setup acme-support"
			f := Explain(list[len(list)-1].err, c)
			lines := append(append([]string{f.Summary, f.Cause}, f.Fix...), f.Who+" "+f.Link)
			if got := strings.ReplaceAll(strings.Join(lines, "\n"), "`", "'"); got != want[i] {
				t.Errorf("%s:\n%s\nwant\n%s", code, got, want[i])
			}
		}
	}
}
