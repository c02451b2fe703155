package benchmarks

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	crewjam "github.com/crewjam/saml"
	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage/badger"
	"gatehouse/web"
)

// What makes this binary a listener, and where its store is.
const (
	acsListener  = "GATEHOUSE_BENCHMARK_LISTENER"
	acsDirectory = "GATEHOUSE_BENCHMARK_DIRECTORY"
	acsMetadata  = "GATEHOUSE_BENCHMARK_METADATA" // file of an identity provider that is elsewhere
)

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(acsListener) {
	case "":
		os.Exit(m.Run())
	case "gatehouse":
		err = listenAs(newOurs)
	case "crewjam":
		err = listenAs(newCrewjam)
	case "floor":
		err = listenAs(newFloor)
	default:
		err = fmt.Errorf("%s: there is no listener %q", acsListener, os.Getenv(acsListener))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// contestant is a service provider with a store.
type contestant struct {
	handler http.Handler
	acs     string // path
	request func() (idp.Request, error)
	close   func() error
	login   loginAt // of those who take whole logins
	scim    scimAt  // of those who have a directory
}

// listenAs serves a contestant until the standard input ends.
func listenAs(make func(base, dir string, metadata []byte) (contestant, error)) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	provider, err := idp.New(idpEntity, "https://idp.example.com/sso", time.Now(), nil)
	if err != nil {
		return err
	}
	metadata := provider.Metadata()
	if file := os.Getenv(acsMetadata); file != "" {
		if metadata, err = os.ReadFile(file); err != nil {
			return err
		}
	}
	c, err := make("http://"+l.Addr().String(), os.Getenv(acsDirectory), metadata)
	if err != nil {
		return err
	}
	c.login.Address = l.Addr().String()
	mux := http.NewServeMux()
	mux.Handle("/", c.handler)
	mux.HandleFunc("/bench/acs", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, c.acs) })
	mux.HandleFunc("/bench/login", func(w http.ResponseWriter, _ *http.Request) { json.NewEncoder(w).Encode(c.login) })
	mux.HandleFunc("/bench/scim", func(w http.ResponseWriter, _ *http.Request) { json.NewEncoder(w).Encode(c.scim) })
	mux.HandleFunc("/bench/usage", showUsage)
	mux.HandleFunc("/bench/forms", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.FormValue("n"))
		for i := range n {
			form, err := c.form(provider, i)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Write(append(form, '\n'))
		}
	})
	go http.Serve(l, mux)
	fmt.Println(l.Addr())
	io.Copy(io.Discard, os.Stdin)
	return c.close()
}

// form is an answer to a request of the contestant's, in the shape of message A.
func (c contestant) form(provider *idp.Provider, user int) ([]byte, error) {
	request, err := c.request()
	if err != nil {
		return nil, err
	}
	v := variants[0]
	f, err := provider.Respond(request, idp.Options{User: person(user, v.groups), Now: time.Now(), Sign: v.sign})
	return f.Body(), err
}

func showUsage(w http.ResponseWriter, _ *http.Request) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	u := usage{CPU: time.Duration(used.Utime.Nano() + used.Stime.Nano())}
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		_, rest, _ := strings.Cut(string(status), "VmRSS:")
		kilobytes, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
		u.Resident = kilobytes / 1024
	}
	json.NewEncoder(w).Encode(u)
}

// newOurs is Gatehouse as it runs: its handler over its encrypted store.
func newOurs(base, dir string, metadata []byte) (contestant, error) {
	ctx := context.Background()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		return contestant{}, err
	}
	store, err := badger.Open(ctx, badger.Options{Dir: dir, Key: secrets.Derive("store")})
	if err != nil {
		return contestant{}, err
	}
	services := service.New(service.Options{Store: store, BaseURL: base, Secrets: secrets}).For(
		model.LocalOwner("test", "tester"))
	welcome, err := services.Welcome(ctx)
	if err != nil {
		return contestant{}, err
	}
	env, err := services.UpdateEnvironment(ctx, welcome.Environment.ID,
		model.AddRedirect("https://app.example.com/callback"))
	if err != nil {
		return contestant{}, err
	}
	setup, err := model.ReadMetadata(metadata, "")
	if err != nil {
		return contestant{}, err
	}
	o, err := services.CreateOrganization(ctx, model.NewOrganization{
		Environment: env.ID, Name: "Acme", Domains: []model.NewDomain{{Domain: domain, State: model.DomainVerified}},
	})
	if err != nil {
		return contestant{}, err
	}
	connection, _, err := services.CreateConnection(ctx, model.NewConnection{Organization: o.ID,
		Type: "GenericSAML", IdP: &setup})
	if err != nil {
		return contestant{}, err
	}
	_, secret, err := services.CreateKey(ctx, env.ID, "benchmark")
	if err != nil {
		return contestant{}, err
	}
	directory, token, err := services.CreateDirectory(ctx, model.NewDirectory{Organization: o.ID})
	if err != nil {
		return contestant{}, err
	}
	ask := model.Authorize{
		ClientID: env.ClientID, RedirectURI: "https://app.example.com/callback", ResponseType: "code",
		Connection: string(connection.ID), Visitor: model.Visitor{Ours: true},
	}
	return contestant{
		handler: web.New(web.Options{Services: services}), acs: strings.TrimPrefix(services.ACSURL(connection), base),
		close: store.Close,
		login: loginAt{
			Authorize: "/sso/authorize?" + url.Values{"client_id": {ask.ClientID}, "redirect_uri": {ask.RedirectURI},
				"response_type": {"code"}, "connection": {ask.Connection}, "state": {"benchmark"}}.Encode(),
			TokenPath: "/sso/token",
			Token:     map[string]string{"client_id": ask.ClientID, "client_secret": secret},
		},
		scim: scimAt{Address: directory.Address(base), Token: token},
		request: func() (idp.Request, error) {
			begun, err := services.BeginLogin(ctx, ask)
			id := string(begun.Session.ID)
			return idp.Request{ID: id, RelayState: id, ACSURL: services.ACSURL(connection),
				Audience: services.EntityID(connection)}, err
		},
	}, nil
}

// newCrewjam is what an app would write: crewjam/saml judges, and one synced
// transaction of Badger a response keeps the message. Requests wait in memory.
func newCrewjam(base, dir string, metadata []byte) (contestant, error) {
	db, err := badgerdb.Open(badgerdb.DefaultOptions(dir).WithSyncWrites(true).WithLogger(nil))
	if err != nil {
		return contestant{}, err
	}
	var idpMetadata crewjam.EntityDescriptor
	if err := xml.Unmarshal(metadata, &idpMetadata); err != nil {
		return contestant{}, err
	}
	acs, err := url.Parse(base + "/acs")
	if err != nil {
		return contestant{}, err
	}
	sp := crewjam.ServiceProvider{EntityID: entityID, AcsURL: *acs, IDPMetadata: &idpMetadata}
	var waiting sync.Map
	var begun int
	return contestant{
		acs: "/acs", close: db.Close,
		request: func() (idp.Request, error) {
			begun++
			id := fmt.Sprintf("_6f0c7f0e3b5d4a1c9e8f%012d", begun)
			waiting.Store(id, true)
			return idp.Request{ID: id, RelayState: id, ACSURL: acs.String(), Audience: entityID}, nil
		},
		handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id := r.PostFormValue("RelayState")
			if _, ours := waiting.LoadAndDelete(id); !ours {
				http.Error(w, "no request of ours", http.StatusBadRequest)
				return
			}
			doc, err := base64.StdEncoding.DecodeString(r.PostFormValue("SAMLResponse"))
			if err == nil {
				_, err = sp.ParseXMLResponse(doc, []string{id}, *acs)
			}
			if err == nil {
				err = db.Update(func(t *badgerdb.Txn) error { return t.Set([]byte(id), doc) })
			}
			if err != nil {
				if invalid := (*crewjam.InvalidResponseError)(nil); errors.As(err, &invalid) {
					err = invalid.PrivateErr
				}
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			http.Redirect(w, r, "https://app.example.com/callback?code="+id, http.StatusFound)
		}),
	}, nil
}
