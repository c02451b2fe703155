package storagetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/storage"
)

// epoch is when the tests take place.
var epoch = time.Date(2026, 3, 4, 5, 6, 7, 89_000_000, time.UTC)

const (
	env  = model.ID("env_01J00000000000000000000000")
	conn = model.ID("conn_01J00000000000000000000000")
	org  = model.ID("org_01J00000000000000000000000")
)

// started is a session as Begin stores it, the n-th second after epoch.
func started(n int) model.Session {
	at := epoch.Add(time.Duration(n) * time.Second)
	return model.Session{
		ID: model.NewID(model.PrefixSession, at), EnvironmentID: env, OrganizationID: org, ConnectionID: conn,
		State: model.Started, Origin: model.FromServiceProvider,
		CreatedAt: at, UpdatedAt: at, Deadline: at.Add(5 * time.Minute),
	}
}

func requestOf(s model.Session) model.Request {
	return model.Request{
		SessionID: s.ID, XML: fmt.Appendf(nil, `<samlp:AuthnRequest ID=%q/>`, s.ID),
		Destination: "https://idp.example/sso", Binding: "HTTP-Redirect", RedirectURI: "https://app.example/callback",
		AppState: "state \xff é", CodeChallenge: "challenge", Nonce: "nonce", Peer: "192.0.2.7", UserAgent: "agent/1",
		Browser: "digest",
	}
}

// authorized is the outcome of a response that was accepted.
func authorized(s model.Session) storage.Outcome {
	at := s.CreatedAt.Add(time.Second)
	s.State, s.UpdatedAt, s.Email, s.IdPID = model.Authorized, at, "ada@acme.example", "00u1"
	s.Deadline = at.Add(model.CodeLife)
	return storage.Outcome{
		Session: s, Update: true,
		Receipt: receiptOf(s, at),
		Replay:  []saml.ReplayKey{{Key: "https://idp.example assertion " + string(s.ID), Until: at.Add(time.Hour)}},
		Code:    &storage.Code{Hash: hash("code of " + string(s.ID)), Expires: at.Add(model.CodeLife)},
	}
}

// failed is the outcome of a message that fits no session.
func failed(n int) storage.Outcome {
	s := started(n)
	s.State, s.Origin, s.Deadline = model.Failed, model.FromIdentityProvider, time.Time{}
	s.Class, s.Cause = "response_invalid", "signature_mismatch"
	return storage.Outcome{Session: s, Receipt: receiptOf(s, s.CreatedAt)}
}

func receiptOf(s model.Session, at time.Time) model.Receipt {
	body := "SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(`<samlp:Response InResponseTo="`+
		string(s.ID)+`"/>`)))
	return model.Receipt{
		ID: model.NewID(model.PrefixReceipt, at), SessionID: s.ID, ConnectionID: s.ConnectionID, At: at,
		Peer: "192.0.2.7", Method: "POST", ContentType: "application/x-www-form-urlencoded",
		Body: []byte(body + "&RelayState=" + string(s.ID)), Size: int64(len(body)),
		Verdict: saml.Verdict{
			Accepted: s.State == model.Authorized, Verified: true,
			Checks: []saml.Check{{Rule: "S6", Name: "Signature algorithm", Outcome: saml.Passed,
				Received: "rsa-sha256"}},
			Seen: saml.Seen{Issuer: "https://idp.example", Email: "ada@acme.example", IssueInstant: at},
		},
		Settings: saml.Settings{EntityID: "urn:sp", Certificates: [][]byte{{0x30, 0x82, 0xff}}},
		Pending:  &saml.Pending{ID: string(s.ID), ConnectionID: string(s.ConnectionID), IssuedAt: s.CreatedAt},
	}
}

func exchangeOf(o storage.Outcome, attempt string) storage.Exchange {
	now := o.Receipt.At.Add(time.Second)
	return storage.Exchange{
		Code: o.Code.Hash, Attempt: attempt, Now: now,
		Token: hash("token of " + attempt), Expires: now.Add(model.TokenLife),
	}
}

func hash(s string) model.Hash { return sha256.Sum256([]byte(s)) }

// begun stores a started session.
func begun(t *testing.T, s storage.Store, n int) model.Session {
	t.Helper()
	session := started(n)
	must(t, s.Begin(t.Context(), session, requestOf(session)))
	return session
}

// accepted stores a started session and its answer.
func accepted(t *testing.T, s storage.Store, n int) storage.Outcome {
	t.Helper()
	o := authorized(begun(t, s, n))
	_, err := s.Accept(t.Context(), o)
	must(t, err)
	return o
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error is %v, want %v", err, want)
	}
}

// same compares deeply; times are equal if they are the same moment, and an
// empty slice is as good as none.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := difference("", reflect.ValueOf(got), reflect.ValueOf(want)); d != "" {
		t.Fatalf("%s differs: %s", what, d)
	}
}

func difference(path string, got, want reflect.Value) string {
	if got.IsValid() != want.IsValid() || got.IsValid() && got.Type() != want.Type() {
		return fmt.Sprintf("%s is %v, want %v", path, got, want)
	}
	if !got.IsValid() {
		return ""
	}
	if g, ok := got.Interface().(time.Time); ok {
		if w := want.Interface().(time.Time); !g.Equal(w) {
			return fmt.Sprintf("%s is %v, want %v", path, g, w)
		}
		return ""
	}
	if g, ok := got.Interface().([]byte); ok {
		if w := want.Interface().([]byte); !bytes.Equal(g, w) {
			return fmt.Sprintf("%s is %d bytes %.60q, want %d bytes %.60q", path, len(g), g, len(w), w)
		}
		return ""
	}
	switch got.Kind() {
	case reflect.Struct:
		for i := range got.NumField() {
			if d := difference(path+"."+got.Type().Field(i).Name, got.Field(i), want.Field(i)); d != "" {
				return d
			}
		}
		return ""
	case reflect.Slice:
		if got.Len() != want.Len() {
			return fmt.Sprintf("%s has %d elements, want %d", path, got.Len(), want.Len())
		}
		for i := range got.Len() {
			if d := difference(fmt.Sprintf("%s[%d]", path, i), got.Index(i), want.Index(i)); d != "" {
				return d
			}
		}
		return ""
	case reflect.Pointer:
		if got.IsNil() || want.IsNil() {
			if got.IsNil() != want.IsNil() {
				return fmt.Sprintf("%s is %v, want %v", path, got, want)
			}
			return ""
		}
		return difference(path, got.Elem(), want.Elem())
	}
	if !reflect.DeepEqual(got.Interface(), want.Interface()) {
		return fmt.Sprintf("%s is %v, want %v", path, got, want)
	}
	return ""
}

// fill sets every field to something of its own, so that a field that an
// engine forgets is noticed.
func fill(v reflect.Value, r *rand.Rand) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(epoch.Add(time.Duration(r.Int64N(1e15)))))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), r)
		}
	case reflect.String:
		v.SetString(fmt.Sprintf("text-%x", r.Uint64()))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(1e9) + 1)
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(uint64(r.Int64N(3) + 1))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), r)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range 3 {
			fill(v.Index(i), r)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(k, r)
		fill(e, r)
		v.SetMapIndex(k, e)
	default:
		panic("storagetest: cannot fill " + v.Type().String())
	}
}

// incompressible is a body of a size that no compressor makes smaller.
func incompressible(size int) []byte {
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{7}).Read(b) // never fails
	return b
}

// race runs f n times at once and returns what each returned.
func race(n int, f func(i int) error) []error {
	errs := make([]error, n)
	start, done := make(chan struct{}), make(chan struct{})
	for i := range n {
		go func() {
			<-start
			errs[i] = f(i)
			done <- struct{}{}
		}()
	}
	close(start)
	for range n {
		<-done
	}
	return errs
}

// oneWon wants one nil among the errors of a race and all others to be lost.
func oneWon(t *testing.T, errs []error, lost func(error) bool) {
	t.Helper()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !lost(err):
			t.Fatalf("a loser got %v", err)
		}
	}
	if won != 1 {
		t.Fatalf("%d won: %v", won, errs)
	}
}

func is(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }

func ids(sessions []model.Session) string {
	var all []string
	for _, s := range sessions {
		all = append(all, string(s.ID))
	}
	return strings.Join(all, " ")
}

// tail collects changes until enough says so.
func tail(t *testing.T, s storage.Store, from storage.Pos, enough func([]storage.Changed) bool) []storage.Changed {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var all []storage.Changed
	stop := errors.New("enough")
	if enough(all) {
		return nil
	}
	err := s.Tail(ctx, from, storage.AllChanges, func(c storage.Changed) error {
		if all = append(all, c); enough(all) {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) {
		t.Fatalf("tail ended after %d changes: %v", len(all), err)
	}
	return all
}
