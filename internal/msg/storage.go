package msg

// Where the secrets of an asset lie, one line each. The verb is the mark.
var (
	SecretsInKeyring = Text{"%s Secrets: in this system's keyring.", "%s Geheimen: in de sleutelbos van dit systeem."}
	SecretsInFile    = Text{"%s Secrets: in %s, which only you can read (no keyring was used: %v).", "%s Geheimen: in %s, dat alleen jij kunt lezen (geen sleutelbos gebruikt: %v)."}
	SecretsFellBack  = Text{"%s The keyring failed (%v). Secrets: from now on in %s, which only you can read.", "%s De sleutelbos werkte niet (%v). Geheimen: vanaf nu in %s, dat alleen jij kunt lezen."}
	SecretsGone      = Text{"%s The keyring does not hold this asset's secrets any more, or may not be opened (%v): they are fetched anew.", "%s De geheimen van deze asset staan niet meer in de sleutelbos, of die mag niet open (%v): ze worden opnieuw opgehaald."}
)

// KeyringAwaited says why nothing happens.
var KeyringAwaited = Text{
	"Waiting for this system's keyring (%s at most): its question may stand in another window.",
	"Wachten op de sleutelbos van dit systeem (hooguit %s): de vraag erom kan in een ander venster staan.",
}

// Why no keyring is used.
var (
	KeyringIsOff     = Text{"MAILASSET_KEYRING is off", "MAILASSET_KEYRING staat op off"}
	KeyringIsSilent  = Text{"it did not answer in time", "hij antwoordde niet op tijd"}
	KeyringIsChanged = Text{"it gave back another value than it got", "hij gaf een andere waarde terug dan hij kreeg"}
	KeyringTooSmall  = Text{"the secrets are larger than it takes", "de geheimen passen er niet in"}
	KeyringNotThere  = Text{"there is none", "er is er geen"}
)

// Where others can come to see what is secret.
var (
	ExposedInWorkTree = Text{
		"%s %s lies in the git work tree %s, which does not ignore it: one commit would publish its secrets.",
		"%s %s staat in de git-map %s, die het niet negeert: één commit publiceert de geheimen.",
	}
	ExposedSynced = Text{
		"%s %s lies in a folder that %s copies elsewhere, secrets included.",
		"%s %s staat in een map die %s elders kopieert, met de geheimen.",
	}
)

// A new token that is worse than the stored one.
var (
	AskReplaceToken  = Text{"The new token is worse than the stored one: %s. Replace the stored one?", "Het nieuwe token is slechter dan het bewaarde: %s. Het bewaarde vervangen?"}
	HelpReplaceToken = Text{"No keeps the stored token, in the state and in the file. The new one stays valid at the provider and is not used.", "Nee houdt het bewaarde token, in de status en in het bestand. Het nieuwe blijft bij de provider geldig en wordt niet gebruikt."}
	TokenKept        = Text{"The stored token stays: the new one is worse (%s). Give --yes, or --answer token.replace=yes, to replace it all the same.", "Het bewaarde token blijft: het nieuwe is slechter (%s). Met --yes of --answer token.replace=yes wordt het toch vervangen."}
	UnseenKept       = Text{"The stored token stays: Gmail does not tell whose mailbox the new one opens.", "Het bewaarde token blijft: Gmail zegt niet van wiens mailbox het nieuwe is."}

	WorseNoRefresh = Text{"it has no refresh token", "het heeft geen refresh token"}
	WorseLifetime  = Text{"it dies on a stated day, as tokens of an app in Testing do", "het vervalt op een vaste dag, zoals tokens van een app in Testing"}
	WorseScope     = Text{"it was granted less scope", "het kreeg minder rechten (scope)"}

	AnswerYes = Text{"yes", "ja"}
	AnswerNo  = Text{"no", "nee"}
)

// What forget says and asks.
var (
	HelpForget     = Text{"remove what this machine keeps of an asset", "verwijderen wat deze machine van een asset bewaart"}
	HelpForgetLong = Text{
		`Removes what this machine keeps of an asset: its progress, its answers, and its secrets, wherever they lie.
The asset configuration file stays: it is yours, and it still holds the secrets.

With --revoke the grant at Google is ended first. Every token of that mailbox for this Google project ends with
it, Webex Connect's own included: the asset there stops sending mail until somebody presses Generate Token again.`,
		`Verwijdert wat deze machine van een asset bewaart: de voortgang, de antwoorden en de geheimen, waar ze ook staan.
Het configuratiebestand van de asset blijft staan: dat is van jou, en de geheimen staan er nog in.

Met --revoke wordt eerst de toestemming bij Google ingetrokken. Elk token van die mailbox voor dit Google-project
vervalt daarmee, ook dat van Webex Connect zelf: de asset daar verstuurt geen mail meer tot iemand opnieuw op
Generate Token klikt.`,
	}
	FlagRevoke      = Text{"end the grant at Google first; Webex Connect's own token can end with it", "eerst de toestemming bij Google intrekken; het token van Webex Connect zelf kan daarmee vervallen"}
	AskForget       = Text{"Forget %s (%s)? Progress, answers and secrets on this machine go. %s", "%s (%s) vergeten? Voortgang, antwoorden en geheimen op deze machine verdwijnen. %s"}
	AskRevoke       = Text{"End the grant at Google for %s? Webex Connect can be using the same grant: mail of %s then stops until somebody presses Generate Token again.", "De toestemming bij Google voor %s intrekken? Webex Connect kan dezelfde toestemming gebruiken: de mail van %s stopt dan tot iemand opnieuw op Generate Token klikt."}
	ForgetFile      = Text{"The file %s stays.", "Het bestand %s blijft staan."}
	ForgetNoFile    = Text{"No configuration file was written.", "Er is geen configuratiebestand geschreven."}
	ForgetUnread    = Text{"What this machine keeps of the asset cannot be read: %s: %v", "Wat deze machine van de asset bewaart, is niet te lezen: %s: %v"}
	AskForgetUnread = Text{
		"Forget %s all the same? Progress, answers and secrets on this machine go, whatever they are. A configuration file, if there is one, stays.",
		"%s toch vergeten? Voortgang, antwoorden en geheimen op deze machine verdwijnen, wat ze ook zijn. Een configuratiebestand, als dat er is, blijft staan.",
	}
	NotForgotten  = Text{"Nothing was removed.", "Er is niets verwijderd."}
	Forgotten     = Text{"Forgotten  %s", "Vergeten  %s"}
	FileStays     = Text{"Left       %s  (it still holds the secrets; remove it yourself when it is no longer needed)", "Blijft    %s  (de geheimen staan er nog in; verwijder het zelf als het niet meer nodig is)"}
	FolderStays   = Text{"Left       %s  (something lies in it that is not of this program)", "Blijft    %s  (er staat iets in dat niet van dit programma is)"}
	EntryStays    = Text{"Left       the entry in the keyring (MAILASSET_KEYRING is off)", "Blijft    de geheimen in de sleutelbos (MAILASSET_KEYRING staat op off)"}
	EntryMayStay  = Text{"Perhaps    an entry in the keyring, which could not be asked (%v)", "Misschien  nog geheimen in de sleutelbos, die niet te bereiken was (%v)"}
	Revoked       = Text{"Ended      the grant at Google for %s", "Ingetrokken  de toestemming bij Google voor %s"}
	RevokedBefore = Text{"The grant at Google for %s had ended already.", "De toestemming bij Google voor %s was al vervallen."}
	NothingToEnd  = Text{"No token is kept, so there is no grant to end from here. The owner of the mailbox sees all grants at https://myaccount.google.com/permissions", "Er is geen token bewaard, dus van hier is er niets in te trekken. De eigenaar van de mailbox ziet alle toestemmingen op https://myaccount.google.com/permissions"}
	RevokeUnread  = Text{
		"--revoke needs the token that is kept, and %s cannot be read: end the grant at https://myaccount.google.com/connections as the mailbox's owner, and run forget without --revoke",
		"--revoke heeft het bewaarde token nodig, en %s is niet te lezen: trek de toestemming als eigenaar van de mailbox in op https://myaccount.google.com/connections en draai forget zonder --revoke",
	}
	RevokeForeign = Text{"--revoke ends grants at Google, and %s signs in elsewhere (%s): end it there, then run forget without --revoke", "--revoke trekt toestemmingen bij Google in, en %s meldt zich elders aan (%s): trek het daar in en draai forget daarna zonder --revoke"}
)
