package msg

// Help texts of the command sheet.
var (
	HelpSheet     = Text{"the Webex Connect form, field by field, ready to paste", "het formulier van Webex Connect, veld voor veld, klaar om te plakken"}
	HelpSheetLong = Text{
		`Walks the email asset form of Webex Connect in the order of the screen: what to compare, what to paste, what
to tick and what to click. Secrets stay hidden until you ask for one; a copied secret leaves the clipboard after
45 seconds. What you ticked is kept.

On a terminal one key copies a value and goes on to the next. --page shows the same as a page in your browser, on
this machine only, with the state of the checks beside it. Without a terminal, or with -o json, the whole sheet is
written to stdout, secrets masked.`,
		`Loopt het e-mailassetformulier van Webex Connect langs in de volgorde van het scherm: wat je vergelijkt, wat je
plakt, wat je aanvinkt en waarop je klikt. Geheimen blijven verborgen tot je er een opvraagt; een gekopieerd geheim
verdwijnt na 45 seconden van het klembord. Wat je hebt afgevinkt, wordt bewaard.

Op een terminal kopieer je met één toets een waarde en ga je door naar de volgende. --page toont hetzelfde als pagina
in je browser, alleen op deze machine, met de stand van de controles ernaast. Zonder terminal, of met -o json, komt
alles in één keer op stdout, met gemaskeerde geheimen.`,
	}
	FlagSheetPage    = Text{"as a page in the browser, on this machine only", "als pagina in de browser, alleen op deze machine"}
	FlagSheetTimeout = Text{"end the page when nobody used it for so long (`D`)", "de pagina stoppen als niemand hem zo lang gebruikt (`D`)"}
	FlagSheetAgain   = Text{"forget the ticks and begin anew", "de vinkjes wissen en opnieuw beginnen"}
)

// What stands beside an item of the sheet. Labels of the form are English in
// every language, because the form is.
var (
	SheetCompare      = Text{"Compare: the form must show exactly this.", "Vergelijk: op het formulier moet precies dit staan."}
	SheetChoose       = Text{"Choose it from the list.", "Kies dit in de lijst."}
	SheetTick         = Text{"Tick this box.", "Vink dit aan."}
	SheetLeave        = Text{"Leave this box unticked.", "Laat dit vakje leeg."}
	SheetReview       = Text{"Tick this box: without it Google may give no refresh token.", "Vink dit aan: anders geeft Google misschien geen refresh token."}
	SheetUnknown      = Text{"Not known yet: mailasset setup %s finds it out.", "Nog niet bekend: mailasset setup %s zoekt het uit."}
	SheetProviders    = Text{"Your provider names it, with its port and security.", "Je provider noemt hem, met poort en beveiliging."}
	SheetUnknownGiven = Text{"Not known yet. The form shows it; mailasset setup %s asks for it.", "Nog niet bekend. Het staat op het formulier; mailasset setup %s vraagt erom."}
	SheetGenerate     = Text{"Generate Token opens Google: sign in as %s and press Continue.", "Generate Token opent Google: meld je aan als %s en klik op Doorgaan."}
	SheetGenerateDies = Text{"Publish the app first: a token that is made while it is in Testing dies after 7 days.", "Publiceer eerst de app: een token dat je maakt terwijl die in Testing staat, vervalt na 7 dagen."}
	SheetAccess       = Text{"Filled in? Webex Connect keeps it; there is nothing to copy.", "Ingevuld? Webex Connect bewaart het; je hoeft niets te kopiëren."}
	SheetRefresh      = Text{"Filled in? If it is empty: tick the box about explicit review, above, and press Generate Token again.", "Ingevuld? Is het leeg: vink hierboven het vakje over explicitly review aan en klik nog eens op Generate Token."}
	SheetValidity     = Text{"Filled in? A number of seconds, about 3600.", "Ingevuld? Een aantal seconden, ongeveer 3600."}
	SheetSave         = Text{"Save the asset.", "Sla de asset op."}
	SheetRegister     = Text{"Choose the service with care: it cannot be changed afterwards. A registered asset must not be deleted: it stays behind in Contact Center.", "Kies de service zorgvuldig: je kunt die daarna niet meer wijzigen. Verwijder een geregistreerde asset nooit: hij blijft achter in Contact Center."}
	SheetTheMailbox   = Text{"the mailbox of this asset", "de mailbox van deze asset"}
	SheetForward      = Text{"In Gmail, as %s: See all settings -> Forwarding and POP/IMAP -> Add a forwarding address. Google's confirmation arrives in Webex Connect, in the debug logs of the flow. Confirm it, then choose Forward a copy of incoming mail to.", "In Gmail, als %s: Alle instellingen bekijken -> Doorsturen en POP/IMAP -> Een doorstuuradres toevoegen. De bevestiging van Google komt aan in Webex Connect, in de debuglogs van de flow. Bevestig, en kies dan Een kopie van inkomende e-mail doorsturen naar."}
	SheetForwardLabel = Text{"Forward the mail in Gmail", "De mail doorsturen in Gmail"}
	SheetFilledByThem = Text{"(filled in by Webex Connect)", "(vult Webex Connect in)"}
	SheetOpenForm     = Text{"Open the form:", "Open het formulier:"}
	SheetHeading      = Text{"Webex Connect form of %s", "Webex Connect-formulier van %s"}
	SheetProgress     = Text{"%d of %d ticked", "%d van %d afgevinkt"}
	SheetPlace        = Text{"%d of %d · %s", "%d van %d · %s"}
	SheetAllTicked    = Text{"Everything is ticked.", "Alles is afgevinkt."}
	SheetWasTicked    = Text{"Everything was ticked before. --again begins anew.", "Alles was al afgevinkt. Met --again begin je opnieuw."}
	SheetNotKept      = Text{"The tick is not kept: %s", "Het vinkje is niet bewaard: %s"}
	SheetNotOpened    = Text{"No browser opened (%v). The address is:", "Er ging geen browser open (%v). Het adres is:"}
)

// directions say in a word or two what to do with an item.
var directions = map[string]Text{
	"given":  {"compare", "vergelijken"},
	"typed":  {"paste", "plakken"},
	"choose": {"choose", "kiezen"},
	"tick":   {"tick box", "vinkje"},
	"filled": {"look", "kijken"},
	"press":  {"click", "klikken"},
}

// SheetDirection returns the words for a direction of the sheet.
func SheetDirection(direction string) Text { return directions[direction] }

// The sheet in the terminal.
var (
	SheetKeyCopy     = Text{"copy and next", "kopiëren en verder"}
	SheetKeyCopyOnly = Text{"copy", "kopiëren"}
	SheetKeyDone     = Text{"done and next", "gedaan en verder"}
	SheetKeyNext     = Text{"next", "volgende"}
	SheetKeyBack     = Text{"back", "terug"}
	SheetKeyReveal   = Text{"show", "tonen"}
	SheetKeyUntick   = Text{"untick", "vinkje wissen"}
	SheetKeyPage     = Text{"open page", "pagina openen"}
	SheetKeyQuit     = Text{"stop", "stoppen"}
	SheetCopied      = Text{"copied", "gekopieerd"}
	SheetDone        = Text{"done", "gedaan"}
	SheetCopiedFirst = Text{"Copied. Do what stands here, and press Enter when it is done.", "Gekopieerd. Doe wat hier staat en druk op Enter als het klaar is."}
	SheetClears      = Text{"A copied secret leaves the clipboard after %s.", "Een gekopieerd geheim verdwijnt na %s van het klembord."}
	SheetByTerminal  = Text{"Copied through your terminal. If pasting gives nothing, your terminal does not allow it: use mailasset sheet --page, or select the value.", "Gekopieerd via je terminal. Krijg je niets bij het plakken, dan staat je terminal het niet toe: gebruik mailasset sheet --page, of selecteer de waarde."}
	SheetNotCopied   = Text{"Not copied: %v.", "Niet gekopieerd: %v."}
	SheetCleared     = Text{"The secret was taken off the clipboard.", "Het geheim is van het klembord gehaald."}
	SheetNotCleared  = Text{"The secret may still be on the clipboard (%v): copy something else over it.", "Het geheim staat misschien nog op het klembord (%v): kopieer er iets anders overheen."}
	SheetStays       = Text{"It stays on your screen until you clear that.", "Het blijft op je scherm staan tot je dat wist."}
	SheetNoKey       = Text{"%q is no key here.", "%q is hier geen toets."}
	SheetPlainKeys   = Text{"Type a letter, or the number of an item, and press Enter.", "Typ een letter, of het nummer van een regel, en druk op Enter."}
)

// The sheet as a page.
var (
	SheetPageOpen    = Text{"The sheet is open at the address below, for this machine only. It works once: a second visit ends the page.", "Het formulier staat klaar op het adres hieronder, alleen voor deze machine. Het adres werkt één keer: een tweede bezoek beëindigt de pagina."}
	SheetPageWaits   = Text{"The page ends when everything is ticked, when nobody uses it for %s, or with Ctrl-C.", "De pagina stopt als alles is afgevinkt, als niemand hem %s gebruikt, of met Ctrl-C."}
	SheetPageIdle    = Text{"Nobody used the page for %s.", "Niemand heeft de pagina %s gebruikt."}
	SheetPageTitle   = Text{"Email asset %s", "E-mailasset %s"}
	SheetPageForm    = Text{"The form", "Het formulier"}
	SheetPageChecks  = Text{"Checks", "Controles"}
	SheetPageIntro   = Text{"The rows stand in the order of the form in Webex Connect. Copying a value to paste ticks its row; where there is more to do, you tick it.", "De regels staan in de volgorde van het formulier in Webex Connect. Een waarde kopiëren om te plakken vinkt de regel af; is er meer te doen, dan vink je zelf af."}
	SheetPageToForm  = Text{"Open Webex Connect", "Webex Connect openen"}
	SheetPageToGmail = Text{"Open Gmail", "Gmail openen"}
)

// What the page's rows and checks show.
var (
	SheetCopyOf     = Text{"Copy %s", "%s kopiëren"}
	SheetRevealOf   = Text{"Show %s", "%s tonen"}
	SheetHideOf     = Text{"Hide %s", "%s verbergen"}
	SheetDoneOf     = Text{"Done: %s", "Gedaan: %s"}
	SheetCopy       = Text{"Copy", "Kopiëren"}
	SheetReveal     = Text{"Show", "Tonen"}
	SheetHide       = Text{"Hide", "Verbergen"}
	SheetHidden     = Text{"hidden", "verborgen"}
	SheetAgain      = Text{"Check again", "Opnieuw controleren"}
	SheetNewest     = Text{"Newest state", "Laatste stand"}
	SheetRunning    = Text{"Checking…", "Bezig met controleren…"}
	SheetPending    = Text{"waiting", "wacht"}
	SheetNoScript   = Text{"Copying needs JavaScript. Without it: show a value and select it; press Newest state to see how the checks go. Do not reload the page: its address works once.", "Voor kopiëren is JavaScript nodig. Zonder: toon een waarde en selecteer die; klik op Laatste stand om te zien hoe het met de controles staat. Laad de pagina niet opnieuw: het adres werkt één keer."}
	SheetKeys       = Text{"Keys, while a row has the focus: c copies and goes on, n next, b back, r shows a secret, t ticks.", "Toetsen, als een regel de focus heeft: c kopieert en gaat verder, n volgende, b terug, r toont een geheim, t vinkt af."}
	SheetPageEnds   = Text{"This page ends when everything is ticked, or when nobody uses it for %s.", "Deze pagina stopt als alles is afgevinkt, of als niemand hem %s gebruikt."}
	SheetNotOurSide = Text{"The checks prove our side. The token that Webex Connect makes for itself is seen only by connect.asset.", "De controles gaan over onze kant. Het token dat Webex Connect voor zichzelf maakt, is alleen te zien met connect.asset."}
	SheetPageDone   = Text{"Everything is ticked. The program has ended; you can close this page.", "Alles is afgevinkt. Het programma is klaar; je kunt deze pagina sluiten."}
	SheetPageGone   = Text{"The program has ended. This goes on: %s", "Het programma is gestopt. Zo ga je verder: %s"}
	SheetPrinted    = Text{"Secrets are not printed.", "Geheimen worden niet afgedrukt."}
)

// What the page says when a button was pressed.
var (
	SheetSayCopied  = Text{"%s: copied.", "%s: gekopieerd."}
	SheetSaySecret  = Text{"%s: copied. It leaves the clipboard after 45 seconds, while this page stays open.", "%s: gekopieerd. Het verdwijnt na 45 seconden van het klembord, zolang deze pagina open blijft."}
	SheetSayCleared = Text{"The secret was taken off the clipboard.", "Het geheim is van het klembord gehaald."}
	SheetSayHeld    = Text{"The secret is still on the clipboard: come back to this page, and it is taken off.", "Het geheim staat nog op het klembord: kom terug naar deze pagina, dan gaat het eraf."}
	SheetSayFailed  = Text{"The browser did not copy it. Show the value, select it and copy it by hand.", "De browser heeft het niet gekopieerd. Toon de waarde, selecteer die en kopieer met de hand."}
)

// What a browser gets that opens the page's address again.
var (
	SheetUsedTitle = Text{"This address was opened before", "Dit adres is al eerder geopend"}
	SheetUsedText  = Text{"It works once, so the sheet is closed now and the program has ended. The terminal says what to do if the first one was not you. To open the sheet again, run: %s", "Het werkt één keer, dus het formulier is nu dicht en het programma is gestopt. In de terminal staat wat je doet als jij de eerste niet was. Opnieuw openen gaat met: %s"}
	SheetDenied    = Text{"The sheet is not in this tab", "Het formulier staat niet in dit tabblad"}
	SheetDeniedWhy = Text{"It is in the tab where its address was opened. If you closed that one, stop the program with Ctrl-C and start it again.", "Het staat in het tabblad waarin je het adres hebt geopend. Heb je dat gesloten, stop het programma dan met Ctrl-C en start het opnieuw."}
)

// What the program says when the page's address was opened twice.
var (
	SheetReopened       = Text{"the address of the sheet was opened twice, so the page was closed", "het adres van het formulier is twee keer geopend, dus de pagina is gesloten"}
	SheetReopenedWhy    = Text{"It works once. One of the two may have been somebody else on this machine, who saw the sheet. No secret was shown or copied.", "Het werkt één keer. Een van de twee kan iemand anders op deze machine zijn geweest, die het formulier heeft gezien. Er is geen geheim getoond of gekopieerd."}
	SheetReopenedSecret = Text{"It works once. One of the two may have been somebody else on this machine, who saw the sheet. Shown or copied before that: %s.", "Het werkt één keer. Een van de twee kan iemand anders op deze machine zijn geweest, die het formulier heeft gezien. Daarvoor getoond of gekopieerd: %s."}
	SheetReopenedAgain  = Text{"If both were you, open the sheet again and use its address once; to load the page again, reload it in its own tab.", "Was jij het beide keren, open het formulier dan opnieuw en gebruik het adres één keer; opnieuw laden doe je in het tabblad zelf."}
	SheetReopenedRotate = Text{"If one was not you, replace the client secret: Google Cloud console -> Google Auth Platform -> Clients -> your web client -> Add secret. Put the new one in place with mailasset setup and in Webex Connect; then disable and delete the old one.", "Was jij het één keer niet, vervang dan het clientgeheim: Google Cloud-console -> Google Auth Platform -> Clients -> je webclient -> Add secret. Zet het nieuwe op zijn plaats met mailasset setup en in Webex Connect; zet daarna het oude uit en verwijder het."}
	SheetReopenedReport = Text{"If one was not you, tell whoever looks after this machine: another account on it opened your sheet.", "Was jij het één keer niet, meld dat dan bij de beheerder van deze machine: een ander account heeft je formulier geopend."}
)

var statuses = map[string]Text{
	"pass":    {"good", "goed"},
	"warn":    {"remark", "opmerking"},
	"fail":    {"failed", "mislukt"},
	"unknown": {"could not be told", "niet vast te stellen"},
	"skip":    {"skipped", "overgeslagen"},
}

// SheetStatus returns a word for the outcome of a check.
func SheetStatus(status string) Text { return statuses[status] }
