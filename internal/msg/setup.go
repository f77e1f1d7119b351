package msg

import (
	"fmt"
	"time"
)

// TitleProof is the title of the step that a step pack may leave out.
var TitleProof = Text{"Proof", "Controle"}

// What setup says between its steps.
var (
	Welcome = Text{
		`mailasset · set up a Webex Connect email asset with Gmail and OAuth 2.0

%d steps, about 20 minutes. You need: the mailbox's password, access to Webex Connect, a Google account with 2-step verification for the console, and the addresses of a home page and a privacy policy.
Why a Google project? Gmail lets a program send mail only through an OAuth client, and a client lives in a project. It costs nothing.`,
		`mailasset · een e-mailasset van Webex Connect instellen met Gmail en OAuth 2.0

%d stappen, ongeveer 20 minuten. Nodig: het wachtwoord van de mailbox, toegang tot Webex Connect, voor de console een Google-account met verificatie in twee stappen, en de adressen van een startpagina en een privacybeleid.
Waarom een Google-project? Gmail laat een programma alleen via een OAuth-client mail versturen, en een client hoort bij een project. Het kost niets.`,
	}
	WelcomeLab = Text{
		`mailasset · set up an email asset in a lab, with nothing at stake

%d steps. You need no account and no password: a lab on this machine plays Google, Gmail and Webex Connect, and offers every answer that you would copy from them.`,
		`mailasset · een e-mailasset instellen in een lab, zonder risico

%d stappen. Je hebt geen account en geen wachtwoord nodig: een lab op deze machine speelt Google, Gmail en Webex Connect, en biedt elk antwoord aan dat je daar anders zou kopiëren.`,
	}
	WelcomeForeign = Text{
		`mailasset · set up a Webex Connect email asset with OAuth 2.0

The client is not Google's but another provider's. Of the %d steps three are left: 1 the asset, 7 the client, and 8 one sign-in for its tokens.`,
		`mailasset · een e-mailasset van Webex Connect instellen met OAuth 2.0

De client is niet van Google maar van een andere provider. Van de %d stappen blijven er drie over: 1 de asset, 7 de client en 8 één aanmelding voor de tokens.`,
	}
	StopKeeps = Text{
		"Stop whenever you like (Ctrl-C): `mailasset setup` goes on where you left.",
		"Stop wanneer je wilt (Ctrl-C): `mailasset setup` gaat verder waar je was.",
	}
	StopEnds = Text{
		"Ctrl-C stops. The lab ends then, and what was answered in it is gone.",
		"Ctrl-C stopt. Het lab stopt dan ook, en wat erin is geantwoord is weg.",
	}
	ProofOf     = Text{"Proven from here:", "Vanaf deze computer gecontroleerd:"}
	GoesOn      = Text{"Going on with %s.", "Verder met %s."}
	StepHeading = Text{"Step %d of %d · %s", "Stap %d van %d · %s"}
	AlreadyDone = Text{"%d %s: already there", "%d %s: is er al"}

	KeptGoOn     = Text{"Everything so far is kept. Go on with:", "Alles tot nu toe is bewaard. Ga verder met:"}
	LabGone      = Text{"The lab ends here, and what was answered in it is gone. Begin again with:", "Het lab stopt hier, en wat erin is geantwoord is weg. Begin opnieuw met:"}
	StatedDone   = Text{"%d %s: done, as you said", "%d %s: gedaan, zoals je zei"}
	NotSeenToken = Text{
		"Not seen from here: the token that Webex Connect makes itself (only its API shows that).",
		"Van hier niet te zien: het token dat Webex Connect zelf maakt (dat laat alleen de API zien).",
	}
	NotSeenFromHere = Text{
		"Not seen from here: the token that Webex Connect makes itself, and whether Gmail forwards.",
		"Van hier niet te zien: het token dat Webex Connect zelf maakt, en of Gmail doorstuurt.",
	}
	TurningOn     = Text{"Switching it on; this can take a few minutes (Ctrl-C stops).", "Wordt aangezet; dat kan een paar minuten duren (Ctrl-C stopt)."}
	ForConsent    = Text{"For Google's consent screen:", "Voor het toestemmingsscherm van Google:"}
	OddForwarding = Text{"%s %s does not end in imiconnect.io or webexconnect.io. Compare it with the form.", "%s %s eindigt niet op imiconnect.io of webexconnect.io. Vergelijk het met het formulier."}
	Stopped       = Text{"Stopped. Everything so far is kept. Go on with:", "Gestopt. Alles tot nu toe is bewaard. Ga verder met:"}
	StillWaiting  = Text{"Not finished yet: %s.", "Nog niet klaar: %s."}
	Resume        = Text{"Everything so far is kept. When the cause is gone, go on with:", "Alles tot nu toe is bewaard. Is de oorzaak weg, ga dan verder met:"}
	ResumeUnsaved = Text{"What could be saved is kept. When the cause is gone, go on with:", "Wat kon worden opgeslagen, is bewaard. Is de oorzaak weg, ga dan verder met:"}
	GoOnWith      = Text{"Go on with:", "Ga verder met:"}
	Written       = Text{"Written  %s  (only you can read it)", "Geschreven  %s  (alleen jij kunt het lezen)"}
	Keep          = Text{
		"Keep     mailasset check %s   any time; exit code 0: every link that can be seen from here holds",
		"Bewaar   mailasset check %s   wanneer je wilt; exitcode 0: elke schakel die van hier te zien is, klopt",
	}
	NextWatch = Text{
		"Next     mailasset check %s --watch   until Gmail forwards",
		"Daarna   mailasset check %s --watch   tot Gmail doorstuurt",
	}
	KeepLab = Text{"A lab asset: it shows how setup ends, and works with no real mailbox.", "Een lab-asset: zo eindigt setup. Met een echte mailbox werkt hij niet."}

	WaitsForwarding = Text{"forwarding in Gmail", "doorsturen in Gmail"}
	WaitsTesting    = Text{"the app stays in Testing", "de app blijft in Testing"}
	WaitsTestingDay = Text{"the app stays in Testing, and the token dies on %s", "de app blijft in Testing, en het token vervalt op %s"}
	WaitsTokens     = Text{"the token dies and must be minted again after publishing", "het token vervalt en moet na publiceren opnieuw worden opgehaald"}
)

// FlagFrom is what help says about setup's --from.
var FlagFrom = Text{
	"take over an asset that was built by hand, from its configuration `FILE` (mailasset export --template gives an empty one)",
	"een met de hand gebouwde asset overnemen uit zijn configuratiebestand `FILE` (mailasset export --template geeft een leeg)",
}

// The questions of setup.
var (
	AskName            = Text{"Asset Name, as it will be called in Webex Connect", "Asset Name, zoals hij in Webex Connect gaat heten"}
	HelpName           = Text{"Letters, digits, spaces and hyphens. Webex Connect refuses an underscore.", "Letters, cijfers, spaties en koppeltekens. Webex Connect weigert een underscore."}
	AskEmail           = Text{"Email ID: the mailbox that customers write to", "Email ID: de mailbox waar klanten naar schrijven"}
	HelpEmail          = Text{"The address that stands on the form as Email ID. It must be a Gmail or Google Workspace mailbox.", "Het adres dat op het formulier bij Email ID staat. Het moet een mailbox van Gmail of Google Workspace zijn."}
	HelpConnectURL     = Text{"Open Webex Connect and copy the beginning of the address: https://, the tenant, and the region.", "Open Webex Connect en kopieer het begin van het adres: https://, de tenant en de regio."}
	HelpAppName        = Text{"Any name that the mailbox's owner will recognise. It must not contain Google or Gmail.", "Een naam die de eigenaar van de mailbox herkent. Google of Gmail mag er niet in staan."}
	AskLoginID         = Text{"Who signs in to Google for this mailbox?", "Wie meldt zich bij Google aan voor deze mailbox?"}
	AskLoginIDForeign  = Text{"Who signs in for this mailbox?", "Wie meldt zich voor deze mailbox aan?"}
	HelpEmailForeign   = Text{"The address that stands on the form as Email ID.", "Het adres dat op het formulier bij Email ID staat."}
	HelpLoginID        = Text{"The mailbox itself, unless it is a shared mailbox that a person opens with their own account.", "De mailbox zelf, behalve bij een gedeelde mailbox die iemand met een eigen account opent."}
	AskConnectURL      = Text{"Webex Connect URL, from the address bar", "Webex Connect-URL, uit de adresbalk"}
	AskCallbackURL     = Text{"Call Back URL, copied from the form", "Call Back URL, gekopieerd van het formulier"}
	HelpCallbackURL    = Text{"It appears once Authentication Type is OAuth 2.0. Copy it; the host differs per tenant.", "Hij verschijnt zodra Authentication Type op OAuth 2.0 staat. Kopieer hem; de host verschilt per tenant."}
	AskForwarding      = Text{"Forwarding Address, copied from the form", "Forwarding Address, gekopieerd van het formulier"}
	AskForwardingLater = Text{"Forwarding Address, copied from the form (Enter: later)", "Forwarding Address, gekopieerd van het formulier (Enter: later)"}
	HelpForwarding     = Text{"It ends in imiconnect.io or webexconnect.io.", "Het eindigt op imiconnect.io of webexconnect.io."}

	AskProject      = Text{"Google project ID", "Google-project-ID"}
	HelpProject     = Text{"6 to 30 lower-case letters, digits and hyphens. If the project is there already, type its ID.", "6 tot 30 kleine letters, cijfers en koppeltekens. Bestaat het project al, typ dan de ID."}
	AskUserType     = Text{"Who may sign in to the app?", "Wie mag zich bij de app aanmelden?"}
	ChoiceExternal  = Text{"External: any Google account; must be published, or the token dies after 7 days", "External: elk Google-account; moet gepubliceerd zijn, anders vervalt het token na 7 dagen"}
	ChoiceInternal  = Text{"Internal: only your organisation's accounts, and a project in it; nothing to publish", "Internal: alleen accounts van je organisatie, en een project daarin; niets te publiceren"}
	HelpUserType    = Text{"Internal needs a project inside a Google Workspace organisation, and a mailbox of that same organisation.", "Internal vraagt een project binnen een Google Workspace-organisatie en een mailbox van diezelfde organisatie."}
	AskAppName      = Text{"App name, shown on Google's consent screen", "App-naam, te zien op het toestemmingsscherm van Google"}
	AskSupportEmail = Text{"User support email", "User support email"}
	// HelpSupportEmail names the trap of step 2.3 of the TAC document.
	HelpSupportEmail = Text{"Google's list offers only the account you are signed in with: sign in to the console as this address.", "De lijst van Google biedt alleen het account waarmee je bent aangemeld: meld je met dit adres bij de console aan."}
	AskPublish       = Text{"Publish the app?", "De app publiceren?"}
	ChoicePublish    = Text{"Publish: the token stays good; nothing is sent for review", "Publiceren: het token blijft geldig; er gaat niets ter beoordeling naar Google"}
	ChoiceTesting    = Text{"Stay in Testing: the token dies 7 days after it is made", "In Testing blijven: het token vervalt 7 dagen nadat het is gemaakt"}
	HelpPublish      = Text{"A token made in Testing dies after 7 days, also when the app is published later: publish first.", "Een token uit Testing vervalt na 7 dagen, ook als de app later wordt gepubliceerd: publiceer eerst."}
	AskHomePage      = Text{"Home page of your organisation (https)", "Startpagina van je organisatie (https)"}
	AskPrivacyPolicy = Text{"Privacy policy page (https)", "Pagina met het privacybeleid (https)"}
	HelpPages        = Text{"Google greys out \"Publish app\" until Branding holds both. A repository page is refused.", "Google maakt \"Publish app\" pas klikbaar als Branding ze allebei heeft. Een repositorypagina wordt geweigerd."}
	AskClientJSON    = Text{"Path of the downloaded client JSON", "Pad van de gedownloade client-JSON"}
	HelpClientJSON   = Text{
		"client_secret_….json, usually in your Downloads folder. Without the file: type the client ID, and the secret is asked for next.",
		"client_secret_….json, meestal in je map Downloads. Heb je het bestand niet: typ de client-ID, daarna wordt het geheim gevraagd.",
	}

	AskSeen          = Text{"What do you see instead? It goes into the support report (Enter: nothing)", "Wat zie je in plaats daarvan? Het komt in het supportrapport (Enter: niets)"}
	AskClientSecret  = Text{"Client secret (not shown while you type)", "Clientgeheim (niet zichtbaar tijdens het typen)"}
	WatchesDownloads = Text{"A new client_secret….json in %s is taken by itself. Or give its path, or paste the client ID.", "Een nieuwe client_secret….json in %s wordt vanzelf gebruikt. Of geef het pad, of plak de client-ID."}
	TookDownload     = Text{"Took %s.", "Gebruikt: %s."}

	AskDone         = Text{"Done?", "Klaar?"}
	ChoiceDone      = Text{"yes, it looks as described", "ja, het ziet eruit zoals beschreven"}
	ChoiceNotYet    = Text{"not yet: stop here and go on later", "nog niet: hier stoppen en later verdergaan"}
	ChoiceOpen      = Text{"open the page in the browser", "de pagina in de browser openen"}
	ChoiceDifferent = Text{"this is not what I see", "dit is niet wat ik zie"}
)

// What setup says of a project or a client that is another than was thought.
var (
	PathOrID        = Text{"Give the path of client_secret….json, or paste the client ID.", "Geef het pad van client_secret….json, of plak de client-ID."}
	AnotherClient   = Text{"Give the client once more (Ctrl-C stops).", "Geef de client nog eens (Ctrl-C stopt)."}
	ClientElsewhere = Text{
		"%s This client belongs to project %s; the steps so far were done for %s.",
		"%s Deze client hoort bij project %s; de stappen tot nu toe zijn gedaan voor %s.",
	}
	AskOtherProject    = Text{"Use it?", "Toch gebruiken?"}
	ChoiceWrongFile    = Text{"no, it is the wrong file: ask for another", "nee, het is het verkeerde bestand: vraag om een ander"}
	ChoiceOtherProject = Text{"yes, go on with %s, and do steps 3 to 6 there too", "ja, ga verder met %s, en doe stap 3 tot en met 6 ook daar"}
	NoOrganisation     = Text{
		"%s Project %s belongs to no organisation, so its app cannot be Internal. Use a project of your organisation, or go on with --answer google.user_type=external.",
		"%s Project %s hoort bij geen organisatie, dus kan de app niet Internal zijn. Gebruik een project van je organisatie, of ga verder met --answer google.user_type=external.",
	}
	ProjectUnseen = Text{
		"%s No project with the ID %s is visible from here. Google may have given it another ID: the project picker of the console shows it. If the project is another account's, type the same ID once more.",
		"%s Een project met de ID %s is van hieruit niet te zien. Misschien gaf Google het een andere ID: de projectkiezer van de console toont die. Is het project van een ander account, typ dan dezelfde ID nog eens.",
	}
)

// What setup says about single steps.
var (
	SayOpen      = Text{"To open the page in the browser, type: open", "Typ, om de pagina in de browser te openen: open"}
	SayDifferent = Text{"If the page shows something else, type: different", "Laat de pagina iets anders zien, typ dan: anders"}
	GenerateDies = Text{
		"%s The app stays in Testing: the token that Generate Token makes dies after 7 days too. Publish first to end that.",
		"%s De app blijft in Testing: ook het token van Generate Token vervalt na 7 dagen. Publiceer eerst, dan is dat voorbij.",
	}
	AdoptsNoClient = Text{
		"%s The file holds no client ID with its secret, so nothing can be proven yet. Google shows a secret once: step 7 takes a new one.",
		"%s In het bestand staat geen client-ID met geheim, dus valt er nog niets te controleren. Google toont een geheim één keer: bij stap 7 geef je een nieuw.",
	}
	AdoptsKnown = Text{
		"%s is known already: what is kept of it counts, and nothing is taken from %s.",
		"%s is al bekend: wat daarvan is bewaard telt, en uit %s wordt niets overgenomen.",
	}
	AdoptsOther = Text{
		"%[1]s is known with %[2]s, but %[3]s holds %[4]s: choose another name for it, or leave out --from to go on with %[1]s",
		"%[1]s is bekend met %[2]s, maar in %[3]s staat %[4]s: kies daar een andere naam voor, of laat --from weg om met %[1]s verder te gaan",
	}
	AdoptsProof = Text{"What can be proven of the asset as it is:", "Wat er van de asset te controleren valt zoals hij nu is:"}
	SheetHelps  = Text{
		"In another window, this shows the form with a button to copy each value, the secret too:",
		"In een ander venster toont dit het formulier met een kopieerknop bij elke waarde, ook bij het geheim:",
	}
	OddCallback = Text{
		"%s %s does not end in /callback, as they usually do. Compare it with the form: one character too many and Google refuses it.",
		"%s %s eindigt niet op /callback, zoals meestal. Vergelijk het met het formulier: één teken te veel en Google weigert het.",
	}
	GenerateAgain = Text{
		"%s Generate Token was pressed on %s, before the app was published: that token dies after 7 days. Press it again now.",
		"%s Op Generate Token is geklikt op %s, voordat de app gepubliceerd was: dat token vervalt na 7 dagen. Klik er nu opnieuw op.",
	}
	FormFilled = Text{
		"%s The lab filled in the form; Generate Token filled Access Token, Refresh Token and Validity.",
		"%s Het lab heeft het formulier ingevuld; Generate Token heeft Access Token, Refresh Token en Validity gevuld.",
	}
	FormShows       = Text{"Open the form of step 1 again (%s). It must show these two values:", "Open het formulier van stap 1 weer (%s). Deze twee waarden moeten erop staan:"}
	AskFormSame     = Text{"Does it?", "Staan ze er precies zo op?"}
	ChoiceFormSame  = Text{"yes, both, character by character", "ja, allebei, teken voor teken"}
	ChoiceFormOther = Text{"no, one of them is another: copy them again", "nee, er staat een andere: opnieuw kopiëren"}
	CallbackChanged = Text{
		"%s Google must know the new Call Back URL before Generate Token can work. So once more the client:",
		"%s Google moet de nieuwe Call Back URL kennen voordat Generate Token kan werken. Dus nog eens de client:",
	}
	AskGenerated    = Text{"What did Generate Token fill in?", "Wat heeft Generate Token ingevuld?"}
	ChoiceAllFilled = Text{"Access Token, Refresh Token and Validity are all filled", "Access Token, Refresh Token en Validity zijn alle drie gevuld"}
	ChoiceNoRefresh = Text{"Refresh Token stayed empty", "Refresh Token bleef leeg"}
	ChoiceExplain   = Text{"explain an error message", "een foutmelding laten uitleggen"}
	TickReview      = Text{
		"%s Google gives a refresh token only when it asks for consent. Tick \"I would like to explicitly review before providing consent for authentication\" and press Generate Token again.",
		"%s Google geeft alleen een refresh token als het om toestemming vraagt. Vink \"I would like to explicitly review before providing consent for authentication\" aan en klik opnieuw op Generate Token.",
	}
	AskSays       = Text{"What does the page say? Paste its address, or the message (Enter: nothing)", "Wat staat er op de pagina? Plak het adres of de melding (Enter: niets)"}
	NotRecognised = Text{"%s That message is not known here.", "%s Die melding is hier niet bekend."}
	NoteInstead   = Text{"%s That message is not known here. Choose \"%s\" to note for the support report what you see.", "%s Die melding is hier niet bekend. Kies \"%s\" om voor het supportrapport te noteren wat je ziet."}
	NoAdmin       = Text{
		"Neither gcloud nor Application Default Credentials can be used here, so the pages of Google's console follow.",
		"gcloud en Application Default Credentials zijn hier niet bruikbaar. Daarom volgen de pagina's van de Google-console.",
	}
	FromTokenFile      = Text{"token file", "tokenbestand"}
	AdminIs            = Text{"Google Cloud: acting as %s (%s).", "Google Cloud: als %s (%s)."}
	UnknownAccount     = Text{"an account that could not be told", "een account dat niet was vast te stellen"}
	TokenFileExposed   = Text{"%s Others on this machine can read %s.", "%s Anderen op deze machine kunnen %s lezen."}
	ByHand             = Text{"It can be done by hand as well:", "Het kan ook met de hand:"}
	ProjectsThere      = Text{"Projects this account can use:", "Projecten die dit account kan gebruiken:"}
	UsesProject        = Text{"Project %s is there and is used.", "Project %s bestaat en wordt gebruikt."}
	AskCreateProject   = Text{"Project %s is not there, or not yours to see. Create it?", "Project %s bestaat niet, of je mag het niet zien. Aanmaken?"}
	MadeProject        = Text{"Project %s was created.", "Project %s is aangemaakt."}
	GmailOn            = Text{"The Gmail API is on.", "De Gmail API staat aan."}
	ChoiceYes          = Text{"yes", "ja"}
	ChoiceNo           = Text{"no, show me how to do it by hand", "nee, laat zien hoe het met de hand gaat"}
	ConsumerIsExternal = Text{"%s is a personal Gmail account: the app can only be External.", "%s is een persoonlijk Gmail-account: de app kan alleen External zijn."}
	StaysInTesting     = Text{"The app stays in Testing: every token made now dies 7 days later.", "De app blijft in Testing: elk token dat nu wordt gemaakt, vervalt na 7 dagen."}
	MailElsewhere      = Text{
		"%s The mail of %s does not go to Google but to %s. Without a Gmail mailbox behind this address nobody can sign in for it.",
		"%s De mail van %s gaat niet naar Google maar naar %s. Zonder Gmail-mailbox achter dit adres kan niemand zich ervoor aanmelden.",
	}
	PageUnreached = Text{"%s %s could not be reached from here. Google must be able to open it.", "%s %s was van hieruit niet te bereiken. Google moet hem kunnen openen."}
	OtherProject  = Text{"The client belongs to project %s; going on with that one.", "De client hoort bij project %s; we gaan daarmee verder."}
	ProvingClient = Text{"Before anybody signs in, Google is asked whether it knows this client:", "Voordat iemand zich aanmeldt, vragen we Google of het deze client kent:"}
	OriginMissing = Text{
		"%s The client JSON lists another JavaScript origin than %s: %s. It does no harm here; the TAC document wants it.",
		"%s In de client-JSON staat een andere JavaScript-oorsprong dan %s: %s. Hier kan dat geen kwaad; het TAC-document wil hem wel.",
	}
	NotArrivedYet = Text{
		"A change on the console takes 5 minutes to a few hours to arrive. Asking again every %s; Ctrl-C stops, and setup goes on here later.",
		"Een wijziging in de console is pas na 5 minuten tot een paar uur overal bekend. We vragen het elke %s opnieuw; Ctrl-C stopt, setup gaat hier later verder.",
	}
	StillNotThere = Text{"Not there yet (asked %s, %s left).", "Nog niet bekend (%s gevraagd, nog %s)."}
	ArrivedNow    = Text{"%s Both redirect URIs are registered.", "%s Beide redirect-URI's zijn geregistreerd."}

	SignInAs       = Text{"Sign in as %s.", "Meld je aan als %s."}
	Waiting        = Text{"Waiting for your browser (%s at most; Ctrl-C stops).", "Wachten op je browser (hooguit %s; Ctrl-C stopt)."}
	WaitingOrPaste = Text{
		"Waiting for your browser (%s at most; Ctrl-C stops, c copies the address).\nIf it ends on a page that does not load, paste that page's address here:",
		"Wachten op je browser (hooguit %s; Ctrl-C stopt, c kopieert het adres).\nEindigt hij op een pagina die niet laadt, plak het adres daarvan dan hier:",
	}
	OverSSH = Text{
		"You are connected by SSH. To let your own browser reach this program, run on your machine: `ssh -L %d:127.0.0.1:%d %s`",
		"Je bent via SSH verbonden. Draai op je eigen machine, zodat je browser dit programma bereikt: `ssh -L %d:127.0.0.1:%d %s`",
	}
	Copied       = Text{"Copied, where your terminal allows it.", "Gekopieerd, als je terminal dat toestaat."}
	WrongAccount = Text{
		"%s Signed in as %s, but this asset needs %s. Nothing was stored. A private browser window keeps other accounts out.",
		"%s Aangemeld als %s, maar deze asset heeft %s nodig. Er is niets bewaard. Een privévenster houdt andere accounts erbuiten.",
	}
	AskRetry      = Text{"Sign in again?", "Opnieuw aanmelden?"}
	ChoiceRetry   = Text{"yes, and let me choose the account", "ja, en laat me het account kiezen"}
	ChoiceStop    = Text{"no, stop here", "nee, hier stoppen"}
	BrowserFailed = Text{"No browser opened (%v). Open the address above yourself.", "Er ging geen browser open (%v). Open het adres hierboven zelf."}
	WaitsOn       = Text{"The program goes on waiting for the sign-in.", "Het programma wacht verder op de aanmelding."}
	NotAnAnswer   = Text{"%s That is not the answer to this sign-in. Paste the whole address, from http to the end; that of an error page will do too.", "%s Dat is niet het antwoord op deze aanmelding. Plak het hele adres, van http tot het eind; dat van een foutpagina mag ook."}
	ClockAhead    = Text{
		"%s clock-skew: this computer's clock is %d minutes ahead of the provider's, and so are the times of the tokens. Set it to automatic.",
		"%s clock-skew: de klok van deze computer loopt %d minuten voor op die van de provider, en de tijden van de tokens ook. Zet hem op automatisch.",
	}
	ClockBehind = Text{
		"%s clock-skew: this computer's clock is %d minutes behind the provider's, and so are the times of the tokens. Set it to automatic.",
		"%s clock-skew: de klok van deze computer loopt %d minuten achter op die van de provider, en de tijden van de tokens ook. Zet hem op automatisch.",
	}
	Stranger           = Text{"Meanwhile 1 request that was no answer to this sign-in was refused.", "Intussen is 1 verzoek geweigerd dat geen antwoord op deze aanmelding was."}
	Strangers          = Text{"Meanwhile %d requests that were no answer to this sign-in were refused.", "Intussen zijn %d verzoeken geweigerd die geen antwoord op deze aanmelding waren."}
	NoRefreshTokenNote = Text{"%s The provider gave no refresh token: when the access token ends, somebody must sign in again.", "%s De provider gaf geen refresh token: als het access token afloopt, moet iemand zich opnieuw aanmelden."}
)

// What stands before the parts of a finding.
var (
	FindingCause = Text{"cause", "oorzaak"}
	FindingFix   = Text{"fix", "oplossing"}
	FindingWho   = Text{"who", "wie"}
	FindingLink  = Text{"link", "link"}
	FindingCode  = Text{"code", "code"}
)

// Who are the people who can fix a finding, by the names of the contract.
var who = map[string]Text{
	"you":                 {"you", "jij"},
	"mailbox-owner":       {"the owner of the mailbox", "de eigenaar van de mailbox"},
	"google-cloud-admin":  {"the owner of the Google project", "de eigenaar van het Google-project"},
	"workspace-admin":     {"the Google Workspace administrator", "de beheerder van Google Workspace"},
	"webex-connect-admin": {"the administrator of Webex Connect", "de beheerder van Webex Connect"},
	"network-admin":       {"the network administrator", "de netwerkbeheerder"},
}

// Who returns the words for one of the contract's roles.
func Who(role string) Text { return who[role] }

// Span is a length of time as people say it.
type Span time.Duration

// In implements [Phrase].
func (s Span) In(lang Lang) string {
	d := time.Duration(s)
	if d >= time.Minute && d%time.Minute == 0 {
		return fmt.Sprintf(minutes.In(lang), int(d.Minutes()))
	}
	return fmt.Sprintf(secondsText.In(lang), d.Seconds())
}

// Left is the rest of a wait, as a clock shows it: 9:42.
type Left time.Duration

// In implements [Phrase].
func (l Left) In(Lang) string {
	s := int(max(0, time.Duration(l)).Round(time.Second).Seconds())
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Times is how often something was done.
type Times int

// In implements [Phrase].
func (n Times) In(lang Lang) string {
	if n == 1 {
		return once.In(lang)
	}
	return times.In(lang, int(n))
}

var (
	once        = Text{"once", "één keer"}
	times       = Text{"%d times", "%d keer"}
	minutes     = Text{"%d min", "%d min"}
	secondsText = Text{"%g s", "%g s"}
)
