// Command mailasset sets up a Webex Connect email asset that signs in to Gmail
// with OAuth 2.0, and proves every link of it.
package main

import (
	"os"

	"mailasset/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.OS()))
}
