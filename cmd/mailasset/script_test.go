package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"mailasset/internal/lab"
)

// TestMain has more tests run at once than there are processors, unless -parallel
// says otherwise: most of their time they wait for the program.
func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0)))
	testscript.Main(m, map[string]func(){
		"mailasset": main,
		"robot":     robot,
	})
}

// raceOptions, in the environment of a program under test, spares it the second
// that the race detector waits at the end of a process for reports of goroutines
// that still run: a race is reported when it is seen. Without the detector it
// means nothing.
const raceOptions = "atexit_sleep_ms=0"

// hasNoRaces skips what the race detector has nothing to find in: the same
// commands are run under it by the stories, and what this test looks at is files
// and texts. Without the detector all of it is run.
func hasNoRaces(t *testing.T) {
	t.Helper()
	if underRace {
		t.Skip("it is about files and texts; the race detector would only make it slow")
	}
}

// robot is a browser for $BROWSER: it opens the page and follows wherever that
// leads. A lab with its robot on signs in by itself.
func robot() {
	jar, err := cookiejar.New(nil)
	if err == nil {
		client := &http.Client{Jar: jar, Timeout: 20 * time.Second}
		_, err = client.Get(os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// TestStories runs every story in testdata/script: the real binary, a lab, and
// nothing else.
func TestStories(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", raceOptions)
			return nil
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"lab":      startLab,
			"faults":   setFaults,
			"requests": countRequests,
			"complain": noComplaints,
			"mode":     checkMode,
			"jsonpath": jsonPath,
			"occupy":   occupy,
			"fill":     fill,
			"exits":    exits,
			"waitfor":  waitFor,
			"signin":   signIn,
			"console":  fillConsole,
		},
	})
}

// startLab: lab [-robot] [-fresh] [-shape NAME] [-fault NAME]... starts a lab for this story and points
// the program at it.
func startLab(ts *testscript.TestScript, _ bool, args []string) {
	port := freePort(ts)
	config := lab.Config{RedirectPorts: []int{port}}
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "-robot":
			config.Robot = true
		case "-fresh":
			config.Fresh = true
		case "-shape":
			i++
			config.ConnectShape = args[i]
		case "-fault":
			i++
			config.Faults = append(config.Faults, args[i])
		default:
			ts.Fatalf("lab: what is %q?", args[i])
		}
	}
	l, err := lab.Start(config)
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	e := l.Endpoints()
	ts.Setenv("MAILASSET_LAB", e.URL)
	ts.Setenv("LAB", e.URL)
	ts.Setenv("LAB_CLIENT_JSON", e.ClientJSON)
	ts.Setenv("LAB_CA", e.CAFile)
	ts.Setenv("LAB_CONNECT", e.ConnectURL)
	ts.Setenv("LAB_CALLBACK", e.CallbackURL)
	ts.Setenv("LAB_PORT", strconv.Itoa(port))
	ts.Setenv("MAILASSET_REDIRECT_PORT", strconv.Itoa(port)) // 8473 may be anybody's
	ts.Setenv("BROWSER", "robot")
}

func freePort(ts *testscript.TestScript) int {
	port, err := unusedPort()
	ts.Check(err)
	return port
}

// unusedPort is a free port below those that systems give to servers without a
// wish and to outgoing connections: none of those can take it before the program
// does. No port is handed out twice.
func unusedPort() (int, error) {
	for range 100 {
		port := 10000 + mathrand.IntN(9000)
		if _, used := portsUsed.LoadOrStore(port, true); used {
			continue
		}
		if l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return port, l.Close()
		}
	}
	return 0, errors.New("find a free port: none among a hundred")
}

var portsUsed sync.Map

// setFaults: faults [NAME]... switches exactly these faults on.
func setFaults(ts *testscript.TestScript, _ bool, args []string) {
	body, err := json.Marshal(map[string][]string{"faults": args})
	ts.Check(err)
	response, err := http.Post(ts.Getenv("LAB")+"/lab/faults", "application/json", strings.NewReader(string(body)))
	ts.Check(err)
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		ts.Fatalf("faults: status %s", response.Status)
	}
}

// countRequests: requests METHOD PATH N holds when the lab saw exactly N.
func countRequests(ts *testscript.TestScript, _ bool, args []string) {
	var seen []struct{ Method, Path string }
	labJSON(ts, "/lab/requests", &seen)
	got := 0
	for _, r := range seen {
		if r.Method == args[0] && r.Path == args[1] {
			got++
		}
	}
	if strconv.Itoa(got) != args[2] {
		ts.Fatalf("the lab saw %d × %s %s, want %s", got, args[0], args[1], args[2])
	}
}

// noComplaints: complain N holds when the lab has N complaints about its client.
func noComplaints(ts *testscript.TestScript, _ bool, args []string) {
	var complaints []string
	labJSON(ts, "/lab/complaints", &complaints)
	if strconv.Itoa(len(complaints)) != args[0] {
		ts.Fatalf("the lab complains: %q, want %s of them", complaints, args[0])
	}
}

func labJSON(ts *testscript.TestScript, path string, into any) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, ts.Getenv("LAB")+path, nil)
	ts.Check(err)
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	ts.Check(json.NewDecoder(response.Body).Decode(into))
}

// checkMode: mode 0600 FILE
func checkMode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}

// jsonPath: [!] jsonpath FILE a.b.0.c WANT compares one value of a JSON file, or
// stdout; "*" takes any value that is there.
func jsonPath(ts *testscript.TestScript, neg bool, args []string) {
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &v))
	there := true
	for _, key := range strings.Split(args[1], ".") {
		switch node := v.(type) {
		case map[string]any:
			v, there = node[key]
		case []any:
			i, err := strconv.Atoi(key)
			there = err == nil && i < len(node)
			if there {
				v = node[i]
			}
		default:
			there = false
		}
		if !there {
			break
		}
	}
	got := fmt.Sprint(v)
	matches := there && (args[2] == "*" || got == args[2])
	if matches == neg {
		ts.Fatalf("%s: %s is %q (there: %v), want %q", args[0], args[1], got, there, args[2])
	}
}

// occupy: occupy PORT listens on the port until the story ends.
func occupy(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp4", "127.0.0.1:"+args[0])
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
}

// fill: fill FILE BYTES makes a sparse file of that size.
func fill(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(f.Truncate(size))
	_, err = f.Seek(0, io.SeekStart)
	ts.Check(err)
}

// exits: exits CODE PROGRAM [ARG]... runs the program and compares its exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// signIn: signin LINK-FILE ADDRESS-FILE opens the authorization link as a browser
// does and writes down the address at which it ends, quoted by a mail program.
func signIn(ts *testscript.TestScript, _ bool, args []string) {
	link := strings.TrimSpace(ts.ReadFile(args[0]))
	address, err := lastRedirect(link)
	ts.Check(err)
	half := len(address) / 2
	quoted := "> " + address[:half] + "\n> " + address[half:] + "\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(quoted), 0o600))
}

// lastRedirect follows an authorization URL as a browser does, up to the
// redirect to the callback, which it returns without following it, or to the
// error page.
func lastRedirect(address string) (string, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	last := ""
	client := &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if q := r.URL.Query(); q.Get("code")+q.Get("error") != "" && strings.HasSuffix(r.URL.Path, "/callback") {
			last = r.URL.String()
			return http.ErrUseLastResponse
		}
		return nil
	}}
	response, err := client.Get(address)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if shown := response.Request.URL; last == "" && shown.Query().Has("authError") {
		last = shown.String()
	}
	if last == "" {
		return "", fmt.Errorf("no redirect came: %s", response.Status)
	}
	return last, nil
}

// fillConsole: console PROJECT has the lab's robot do on the console what setup
// asks a person for, and puts the path of the downloaded client JSON into
// CONSOLE_JSON.
func fillConsole(ts *testscript.TestScript, _ bool, args []string) {
	wish, err := json.Marshal(map[string]any{
		"project": args[0], "appName": "Webex Mail", "supportEmail": "support@lab.test", "userType": "external", "publish": true,
		"homePage": "https://www.example.com/", "privacyPolicy": "https://www.example.com/privacy", "clientName": "Webex Mail",
		"origins":      []string{ts.Getenv("LAB_CONNECT")},
		"redirectUris": []string{ts.Getenv("LAB_CALLBACK"), "http://127.0.0.1:" + ts.Getenv("LAB_PORT") + "/callback"},
	})
	ts.Check(err)
	response, err := http.Post(ts.Getenv("LAB")+"/lab/robot/console", "application/json", strings.NewReader(string(wish)))
	ts.Check(err)
	defer response.Body.Close()
	var made struct{ ClientJSON string }
	ts.Check(json.NewDecoder(response.Body).Decode(&made))
	if made.ClientJSON == "" {
		ts.Fatalf("console: status %s and no client JSON", response.Status)
	}
	ts.Setenv("CONSOLE_JSON", made.ClientJSON)
}

// waitFor: waitfor FILE TEXT waits, within a bound, until the file holds the text.
func waitFor(ts *testscript.TestScript, _ bool, args []string) {
	deadline := time.Now().Add(time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for ; time.Now().Before(deadline); <-tick.C {
		if text, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && strings.Contains(string(text), args[1]) {
			return
		}
	}
	ts.Fatalf("%s never held %q", args[0], args[1])
}
