package msg

// What the checks say, one sentence each.
var (
	CheckGroundGone = Text{"not tried: %s must hold first", "niet geprobeerd: %s moet eerst kloppen"}
	CheckLacks      = Text{"not tried: %s is not known here", "niet geprobeerd: %s is hier niet bekend"}

	CheckShapeGood   = Text{"every value follows the rules of the form", "elke waarde voldoet aan de regels van het formulier"}
	CheckShapeBroken = Text{"%d value(s) break a rule of the form", "%d waarde(n) voldoen niet aan een regel van het formulier"}

	CheckClientGood    = Text{"client ID and secret have the usual form", "client-ID en clientgeheim hebben de gebruikelijke vorm"}
	CheckClientForeign = Text{"the client is not Google's, its form is its provider's business", "de client is niet van Google, de vorm is aan de provider"}
	CheckClientUnusual = Text{"the client does not have the usual form", "de client heeft niet de gebruikelijke vorm"}

	CheckRedirectsGood    = Text{"the client JSON lists both redirect URIs", "de client-JSON bevat beide redirect-URI's"}
	CheckRedirectsSettled = Text{"the client JSON is older than the client: Google knows both redirect URIs", "de client-JSON is ouder dan de client: Google kent beide redirect-URI's"}
	CheckRedirectsMissing = Text{"the client JSON does not list %s", "de client-JSON bevat %s niet"}

	CheckProbeForeign       = Text{"not asked: only Google is known to answer this", "niet gevraagd: alleen van Google is bekend dat het hierop antwoordt"}
	CheckCredentialsGood    = Text{"Google knows the client, and the secret is right", "Google kent de client en het geheim klopt"}
	CheckCredentialsRefused = Text{"Google refuses the client", "Google weigert de client"}
	CheckCredentialsUnclear = Text{"whether client ID and secret are right could not be told", "of client-ID en geheim kloppen, was niet vast te stellen"}
	CheckRedirectGood       = Text{"registered: %s", "geregistreerd: %s"}
	CheckRedirectRefused    = Text{"Google refuses %s", "Google weigert %s"}
	CheckRedirectUnclear    = Text{"whether %s is registered could not be told", "of %s geregistreerd is, was niet vast te stellen"}

	CheckRefreshGood    = Text{"a new access token was given for the stored refresh token", "voor het bewaarde refresh token kwam een nieuw access token"}
	CheckRefreshFailed  = Text{"no new access token was given", "er kwam geen nieuw access token"}
	CheckNoRefreshToken = Text{"there is an access token, but no refresh token", "er is een access token, maar geen refresh token"}

	CheckScopeGood    = Text{"granted: %s", "toegekend: %s"}
	CheckScopeMissing = Text{"not granted: %s", "niet toegekend: %s"}

	CheckLifetimeGood = Text{"the refresh token has no stated end", "het refresh token heeft geen einddatum"}
	CheckLifetimeEnds = Text{"the refresh token dies on %s", "het refresh token vervalt op %s"}
	CheckLifetimeDead = Text{"the refresh token died on %s", "het refresh token is vervallen op %s"}

	CheckIdentityGood    = Text{"the token belongs to %s", "het token hoort bij %s"}
	CheckIdentityWrong   = Text{"the token belongs to %s, not to %s", "het token hoort bij %s, niet bij %s"}
	CheckIdentityUnread  = Text{"Gmail did not say which mailbox the token belongs to", "Gmail vertelde niet bij welke mailbox het token hoort"}
	CheckIdentityForeign = Text{"not asked: the provider is not Google", "niet gevraagd: de provider is niet Google"}

	CheckSMTPGood   = Text{"%s (%s) accepted the sign-in", "%s (%s) accepteerde de aanmelding"}
	CheckSMTPFailed = Text{"%s did not accept the sign-in", "%s accepteerde de aanmelding niet"}
)
