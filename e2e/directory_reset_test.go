package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// resettable is a directory of an organization of its own, which is reset again and again.
type resettable struct {
	name   string // of both
	now    pasted // what was acknowledged last
	before []pasted
	users  int // that came since

	userInDoubt, resetInDoubt bool // it was begun since, and nobody answered
}

// pasted is a directory, with what is pasted at the identity provider.
type pasted struct{ ID, Endpoint, Token string }

const newUser = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada-%d@example.com"}`

// again brings a user and begins the directory anew. It is false if the instance is gone.
func (d *resettable) again(x *killable) bool {
	status, _, err := send(http.MethodPost, d.now.Endpoint+"/Users", d.now.Token, fmt.Sprintf(newUser, d.users))
	if d.userInDoubt = err != nil; d.userInDoubt {
		return false
	}
	if d.users++; status != http.StatusCreated {
		x.t.Errorf("a user of %s is answered %d", d.name, status)
	}
	d.resetInDoubt = true
	out, err := exec.Command(build(x.t), "--data", x.data, "directory", "reset", d.name, "--confirm", d.name,
		"--json").Output()
	var fresh pasted
	if err != nil || json.Unmarshal(out, &fresh) != nil {
		return false
	}
	d.became(fresh)
	return true
}

func (d *resettable) became(fresh pasted) {
	d.before, d.now = append(d.before, d.now), fresh
	d.users, d.resetInDoubt = 0, false
}

// check finds one directory: the one that was acknowledged last or, where that was in doubt, the next one. Nothing is
// at the address of any other. It says whether it was the next one.
func (d *resettable) check(x *killable) (next bool) {
	x.t.Helper()
	var there pasted
	if err := json.Unmarshal([]byte(x.run("directory", "show", d.name, "--json")), &there); err != nil {
		x.t.Fatal(err)
	}
	if next = there.ID != d.now.ID; next {
		if !d.resetInDoubt {
			x.t.Errorf("%s is %s, and %s was acknowledged", d.name, there.ID, d.now.ID)
		}
		there.Token = strings.TrimSpace(x.run("directory", "token", "add", d.name)) // the first one is not known
		d.became(there)
	}
	users := read[struct{ TotalResults int }](x.t, d.now.Endpoint+"/Users", d.now.Token).TotalResults
	if users != d.users && !(d.userInDoubt && users == d.users+1) {
		x.t.Errorf("%s has %d users, want %d", d.name, users, d.users)
	}
	d.users, d.userInDoubt, d.resetInDoubt = users, false, false
	for _, gone := range d.before {
		if status, _, err := send(http.MethodGet, gone.Endpoint+"/Users", gone.Token, ""); err != nil ||
			status != http.StatusNotFound {
			x.t.Errorf("the address of a directory before %s answers %d: %v", d.name, status, err)
		}
	}
	return next
}

// However often the instance is killed while directories are reset, each organization has one directory afterwards,
// the old one or the new one, with its endpoint, its tokens and its users; and the events say which.
func TestResetsOutlastKills(t *testing.T) {
	t.Parallel()
	x := &killable{t: t, data: t.TempDir(), address: freeAddress(t)}
	x.serve()
	t.Cleanup(func() { x.kill() })
	key := strings.TrimSpace(x.run("key", "create", "test"))
	directories, kills := 2, 2
	if os.Getenv("GATEHOUSE_SLOW") != "" {
		directories, kills = 4, 4
	}
	all := make([]*resettable, directories)
	for i := range all {
		d := &resettable{name: fmt.Sprint("Foo ", i)}
		x.run("org", "create", d.name)
		made := x.run("directory", "create", d.name, "--type", "okta", "--json")
		if err := json.Unmarshal([]byte(made), &d.now); err != nil {
			t.Fatal(err)
		}
		all[i] = d
	}
	inDoubt, next := 0, 0
	for kill := range kills {
		x.resetUntilKilled(all, 3+2*kill)
		x.serve()
		for _, d := range all {
			if d.resetInDoubt {
				inDoubt++
			}
			if d.check(x) {
				next++
			}
		}
		checkDirectoryEvents(x, key, all)
	}
	t.Logf("of %d resets that nobody answered, %d were made", inDoubt, next)
}

// resetUntilKilled resets all directories at once, and kills the instance with the n-th acknowledgement.
func (x *killable) resetUntilKilled(all []*resettable, n int) {
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, d := range all {
		group.Go(func() {
			for d.again(x) {
				mu.Lock()
				if n--; n == 0 {
					x.server.Process.Kill() // SIGKILL
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	x.server.Wait()
}

// checkDirectoryEvents compares the directories that are there by the events with those that are.
func checkDirectoryEvents(x *killable, key string, all []*resettable) {
	x.t.Helper()
	base := "http://" + x.address
	there := map[string]string{} // a directory and its organization
	for _, e := range readAll(x.t, base+"/events?events=dsync.activated&events=dsync.deleted", key, "") {
		data := e["data"].(map[string]any)
		id, organization := data["id"].(string), data["organization_id"].(string)
		if e["event"] == "dsync.deleted" {
			if there[id] == "" {
				x.t.Errorf("%s is deleted, and was not there", id)
			}
			delete(there, id)
			continue
		}
		for other, of := range there {
			if of == organization {
				x.t.Errorf("%s has %s and %s", organization, other, id)
			}
		}
		there[id] = organization
	}
	listed := readAll(x.t, base+"/directories?", key, "")
	for _, d := range listed {
		if id := d["id"].(string); there[id] != d["organization_id"] {
			x.t.Errorf("%s is there, and by the events it is not", id)
		}
	}
	if len(listed) != len(all) || len(there) != len(all) {
		x.t.Errorf("there are %d directories, by the events %d, want %d", len(listed), len(there), len(all))
	}
}
