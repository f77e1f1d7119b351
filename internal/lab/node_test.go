package lab

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Google's Node clients create, enable and read as the Go clients do.
func TestGooglesNodeClients(t *testing.T) {
	folder := filepath.Join("..", "..", "testdata", "interop")
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "@googleapis", "gmail")); err != nil {
		t.Skip("npm's clients are missing: `npm ci --prefix testdata/interop` makes this run")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is missing")
	}
	f := start(t, Config{Robot: true})
	token := f.login(t)
	f.person(t).open("/apis/library/gmail.googleapis.com?project="+readyID).press("Disable API", nil)
	wish, err := json.Marshal(map[string]string{
		"resourceManager": f.ResourceManager, "serviceUsage": f.ServiceUsage, "gmail": f.Gmail,
		"adminToken": f.adminToken(t), "mailToken": token.AccessToken, "newProject": "made-by-node", "project": readyID,
	})
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), node, "googleapis.mjs")
	c.Dir, c.Stdin, c.Stderr = folder, strings.NewReader(string(wish)), os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	type failure struct {
		Code    int
		Message string
	}
	var got struct {
		Created, DisplayName, Enabled, EmailAddress string
		Batch                                       []string
		Again, Refused, Before                      failure
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got.Created != "made-by-node" || got.DisplayName != "Made by Node" || got.Enabled != "ENABLED" || len(got.Batch) != 2 || got.EmailAddress != mailbox {
		t.Errorf("%+v", got)
	}
	if got.Again.Code != 6 || got.Refused.Code != 400 || got.Before.Code != 403 || !strings.Contains(got.Before.Message, "Gmail API has not been used") {
		t.Errorf("%+v", got)
	}
}
