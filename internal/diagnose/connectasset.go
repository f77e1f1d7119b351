package diagnose

import (
	"strconv"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
)

// ofConnectAsset judges what connect.asset finds in Webex Connect.
var ofConnectAsset verdict = func(err error) (string, facts) {
	if e, ok := find[check.DifferenceError](err); ok {
		return "connect-asset-differs", differenceFacts(e)
	}
	if e, ok := find[check.NoConnectAssetError](err); ok {
		seen := facts{"email": e.Email, "reason": "absent"}
		if len(e.IDs) > 1 {
			seen["reason"], seen["count"], seen["assetIds"] = "several", strconv.Itoa(len(e.IDs)), strings.Join(e.IDs, ", ")
		}
		return "connect-asset-missing", seen
	}
	if e, ok := find[check.NoConnectTokenError](err); ok {
		return "connect-token-missing", facts{"assetId": e.ID, "tokenState": e.State}
	}
	return "", nil
}

// differenceFacts name the values that differ, and on which side they are
// mended: what Webex Connect gives itself is right there.
func differenceFacts(e *check.DifferenceError) facts {
	var keys, settings []string
	given := 0
	for _, d := range e.Differences {
		keys = append(keys, d.Key)
		if d.Given {
			given++
		}
		if answer := typedAnswers[d.Key]; answer != "" && d.There != "" {
			settings = append(settings, "--answer "+quote(answer+"="+clean(d.There)))
		}
	}
	seen := facts{"assetId": e.ID, "differs": strings.Join(keys, ", "), "count": strconv.Itoa(len(keys)), "side": "both", "settings": strings.Join(settings, " ")}
	switch given {
	case 0:
		seen["side"] = "there"
	case len(keys):
		seen["side"] = "here"
	}
	return seen
}

// differenceSteps are one step for each value that differs: what Webex Connect
// has, and what it should have.
func differenceSteps(err error, w *writer) []string {
	e, ok := find[check.DifferenceError](err)
	if !ok {
		return nil
	}
	var steps []string
	for _, d := range e.Differences {
		w.values["field"], w.values["found"], w.values["want"] = clean(d.Label), clean(d.There), clean(d.Here)
		w.values["setting"] = quote(givenAnswers[d.Key] + "=" + clean(d.There))
		steps = append(steps, w.write(differenceSays()[differenceKind(d)]))
	}
	return steps
}

func differenceKind(d asset.Difference) string {
	switch {
	case d.Secret:
		return "secret"
	case d.Given && givenAnswers[d.Key] != "":
		return "given"
	case d.There == "":
		return "empty"
	}
	return ""
}

// givenAnswers are the answers of setup that hold what Webex Connect gives.
var givenAnswers = map[string]string{
	"asset.forwardingAddress": "asset.forwarding_address", "authentication.callbackUrl": "connect.callback_url",
}

// typedAnswers are the answers of setup that hold what somebody typed into the
// form. The other values follow from the provider and its client.
var typedAnswers = map[string]string{
	"asset.name": "asset.name", "asset.emailId": "asset.email", "authentication.loginId": "asset.login_id",
}

func differenceSays() map[string]msg.Text {
	return map[string]msg.Text{
		"": {
			En: "{field}: Webex Connect has {found}; it should have {want}.",
			Nl: "{field}: in Webex Connect staat {found}; dat moet {want} zijn.",
		},
		"empty": {
			En: "{field}: Webex Connect has nothing; it should have {want}.",
			Nl: "{field}: in Webex Connect staat niets; dat moet {want} zijn.",
		},
		"secret": {
			En: "{field}: Webex Connect has another one than is configured here.",
			Nl: "{field}: in Webex Connect staat een ander dan hier is ingesteld.",
		},
		"given": {
			En: "{field}: Webex Connect gives {found}, and here it is {want}. Take over the one there: `mailasset setup {name} --answer {setting}`.",
			Nl: "{field}: Webex Connect geeft {found}, en hier is het {want}. Neem over wat daar staat: `mailasset setup {name} --answer {setting}`.",
		},
	}
}

// connectFormPage is Webex's page about the form of the asset.
const connectFormPage = "https://help.webexconnect.io/docs/wxcc-email-asset-creation"

// connectAssetEntries are about the asset as Webex Connect has it.
func connectAssetEntries() []entry {
	return []entry{
		{
			code: "connect-asset-differs",
			take: ofConnectAsset.is("connect-asset-differs"),
			title: msg.Text{
				En: "the asset in Webex Connect is not as it is configured here",
				Nl: "de asset in Webex Connect is anders dan hier is ingesteld",
			},
			cause: msg.Text{
				En: "It was changed on one side and not on the other. Webex Connect works with what it has itself.",
				Nl: "Er is aan de ene kant iets gewijzigd en aan de andere niet. Webex Connect werkt met wat daar staat.",
			},
			steps: differenceSteps,
			fix: []msg.Text{
				{En: "{mend}", Nl: "{mend}"},
				{En: "{takeOver}", Nl: "{takeOver}"},
			},
			words: lexicon{"takeOver": {by: "settings", of: map[string]msg.Text{"": {}}, other: msg.Text{
				En: "Is it right as it is in Webex Connect? Then take it over here: `mailasset setup {name} {settings}`.",
				Nl: "Klopt het zoals het in Webex Connect staat? Neem het dan hier over: `mailasset setup {name} {settings}`.",
			}}, "mend": {by: "side", of: map[string]msg.Text{
				"here": {},
				"both": {
					En: "Bring the other values to Webex Connect: `mailasset push {name}`. Or by hand: Assets -> Apps -> the asset -> change them -> Save.",
					Nl: "Breng de andere waarden naar Webex Connect: `mailasset push {name}`. Of met de hand: Assets -> Apps -> de asset -> wijzigen -> Save.",
				},
			}, other: msg.Text{
				En: "Bring it to Webex Connect: `mailasset push {name}`. Or by hand: Assets -> Apps -> the asset -> change it -> Save.",
				Nl: "Breng het naar Webex Connect: `mailasset push {name}`. Of met de hand: Assets -> Apps -> de asset -> wijzigen -> Save.",
			}}},
			who: WhoConnectAdmin, link: connectFormPage,
		},
		{
			code: "connect-asset-missing",
			take: ofConnectAsset.is("connect-asset-missing"),
			title: msg.Text{
				En: "{what}",
				Nl: "{what}",
			},
			cause: msg.Text{
				En: "{why}",
				Nl: "{why}",
			},
			fix: []msg.Text{
				{En: "{first}", Nl: "{first}"},
				{
					En: "Then look again: `mailasset check {name} --only connect.asset`.",
					Nl: "Kijk daarna opnieuw: `mailasset check {name} --only connect.asset`.",
				},
			},
			words: lexicon{
				"what": {by: "reason", of: map[string]msg.Text{"several": {
					En: "Webex Connect has more than one asset for {email}",
					Nl: "Webex Connect heeft meer dan één asset voor {email}",
				}}, other: msg.Text{
					En: "Webex Connect has no asset for {email}",
					Nl: "Webex Connect heeft geen asset voor {email}",
				}},
				"why": {by: "reason", of: map[string]msg.Text{"several": {
					En: "There are {count}: {assetIds}. Which of them is meant cannot be told, and they would get in each other's way.",
					Nl: "Het zijn er {count}: {assetIds}. Welke bedoeld is, is niet te zien, en ze zitten elkaar in de weg.",
				}}, other: msg.Text{
					En: "It was not made yet, it was removed, or the Email ID, the organisation or the region is another one there.",
					Nl: "Hij is nog niet gemaakt of is verwijderd, of de Email ID, de organisatie of de regio is daar een andere.",
				}},
				"first": {by: "reason", of: map[string]msg.Text{"several": {
					En: "In Webex Connect, open Assets -> Apps and let one of them stay: the one that is registered, because a registered asset must not be removed. Then `mailasset push {name} --asset-id ID` with its id.",
					Nl: "Open in Webex Connect Assets -> Apps en laat er maar één staan: die geregistreerd is, want een geregistreerde asset mag je niet verwijderen. Doe daarna `mailasset push {name} --asset-id ID` met de id daarvan.",
				}}, other: msg.Text{
					En: "Make it: `mailasset push {name}`. Or by hand, in Assets -> Apps -> Configure New App -> Email: `mailasset sheet {name}` has the values.",
					Nl: "Maak hem: `mailasset push {name}`. Of met de hand, bij Assets -> Apps -> Configure New App -> Email: `mailasset sheet {name}` heeft de waarden.",
				}},
			},
			who: WhoConnectAdmin, link: connectFormPage,
		},
		{
			code: "connect-token-missing",
			take: ofConnectAsset.is("connect-token-missing"),
			title: msg.Text{
				En: "the asset in Webex Connect has no valid tokens",
				Nl: "de asset in Webex Connect heeft geen geldige tokens",
			},
			cause: msg.Text{
				En: "Nobody pressed Generate Token there yet, or Webex Connect could not refresh them. {state} Without them it can send no mail.",
				Nl: "Niemand heeft daar nog op Generate Token geklikt, of Webex Connect kon ze niet vernieuwen. {state} Zonder kan het geen mail versturen.",
			},
			fix: []msg.Text{
				{
					En: "In Webex Connect, open Assets -> Apps -> the asset -> Generate Token, and sign in as {account}, in a private window.",
					Nl: "Open in Webex Connect Assets -> Apps -> de asset -> Generate Token, en meld je aan als {account}, in een privévenster.",
				},
				{
					En: "Press Save once the three fields below it are filled, and then Register To Webex Engage where the asset is not registered yet.",
					Nl: "Klik op Save zodra de drie velden eronder zijn ingevuld, en daarna op Register To Webex Engage als de asset nog niet is geregistreerd.",
				},
				{
					En: "Then look again: `mailasset check {name} --only connect.asset`.",
					Nl: "Kijk daarna opnieuw: `mailasset check {name} --only connect.asset`.",
				},
			},
			words: lexicon{"state": {by: "tokenState", of: map[string]msg.Text{"": {}}, other: msg.Text{
				En: "The state that it shows: {tokenState}.",
				Nl: "De status die het toont: {tokenState}.",
			}}},
			who: WhoConnectAdmin, link: connectFormPage,
		},
	}
}
