package asset

import (
	"slices"
	"strings"
)

// ConnectRegion is a region of Webex Connect and the base address of its Digital
// Asset API.
type ConnectRegion struct {
	Code string // as forwarding addresses and tenant hosts name it
	Name string // as Cisco names it
	Base string
}

// Regions are those of
// https://developer.webex.com/webex-connect/docs/webex-connect-api-endpoints-and-regions
// (read 2026-11-22). Japan has no code of its own: it shares Sydney's address.
var Regions = []ConnectRegion{
	{"us", "Oregon", connectBase("us")},
	{"eu", "Ireland", connectBase("eu")},
	{"uk", "London", connectBase("uk")},
	{"ca", "Canada", connectBase("ca")},
	{"au", "Sydney", connectBase("au")},
	{"au", "Japan", connectBase("au")},
	{"sg", "Singapore", connectBase("sg")},
	{"in", "India", connectBase("in")},
}

func connectBase(code string) string {
	return "https://assetmanagement." + code + ".webexconnect.io/connectapi"
}

// FindRegion returns the region of a code or a name, in any case.
func FindRegion(text string) (ConnectRegion, bool) {
	i := slices.IndexFunc(Regions, func(r ConnectRegion) bool {
		return strings.EqualFold(r.Code, text) || strings.EqualFold(r.Name, text)
	})
	if i < 0 {
		return ConnectRegion{}, false
	}
	return Regions[i], true
}
