package contract

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/workos/workos-go/v6/pkg/directorysync"
	"github.com/workos/workos-go/v6/pkg/events"
	"github.com/workos/workos-go/v6/pkg/organization_domains"
	"github.com/workos/workos-go/v6/pkg/organizations"
	"github.com/workos/workos-go/v6/pkg/portal"
	"github.com/workos/workos-go/v6/pkg/sso"
	"github.com/workos/workos-go/v6/pkg/workos_errors"
)

// refused checks that an SDK read an answer as an error with a status and the id of the request.
func refused(t *testing.T, what string, err error, status int, says string) {
	t.Helper()
	no, ok := errors.AsType[workos_errors.HTTPError](err)
	if !ok || no.Code != status || no.RequestID == "" || !strings.Contains(fmt.Sprint(no.Message, no.ErrorCode), says) {
		t.Errorf("%s: %#v, want %d with %q", what, err, status, says)
	}
}

// A user signs in through SAML: by the SDK's address, with the code for a profile, with the
// token for the profile once more.
func TestGoSignIn(t *testing.T) {
	w := open(t)
	client := &sso.Client{APIKey: w.APIKey, ClientID: w.Welcome.Environment.ClientID, Endpoint: w.URL}
	for name, opts := range map[string]sso.GetAuthorizationURLOpts{
		"by connection": {Connection: string(w.Welcome.Connection.ID)},
		"by organization, with hints": {Organization: string(w.Welcome.Organization.ID), LoginHint: "ada@acme.example",
			DomainHint: "example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			opts.RedirectURI, opts.State = w.app.Callback(), "as &= it was"
			address, err := client.GetAuthorizationURL(opts)
			if err != nil {
				t.Fatal(err)
			}
			got := w.signIn(t, address.String())
			if got.Get("state") != opts.State || got.Get("code") == "" {
				t.Fatal(got)
			}
			grant, err := client.GetProfileAndToken(t.Context(), sso.GetProfileAndTokenOpts{Code: got.Get("code")})
			if err != nil {
				t.Fatal(err)
			}
			p := grant.Profile
			if !strings.HasPrefix(p.ID, "prof_") || p.Email == "" || p.IdpID == "" || p.FirstName == "" ||
				p.RawAttributes == nil ||
				p.OrganizationID != string(w.Welcome.Organization.ID) ||
				p.ConnectionID != string(w.Welcome.Connection.ID) ||
				string(p.ConnectionType) != w.Welcome.Connection.Type {
				t.Errorf("%+v", p)
			}
			again, err := client.GetProfile(t.Context(), sso.GetProfileOpts{AccessToken: grant.AccessToken})
			if err != nil || again.ID != p.ID || again.Email != p.Email {
				t.Errorf("%+v, %v", again, err)
			}
			_, err = client.GetProfileAndToken(t.Context(), sso.GetProfileAndTokenOpts{Code: got.Get("code")})
			refused(t, "a spent code", err, http.StatusBadRequest, "invalid_grant")
		})
	}
	_, err := client.GetProfile(t.Context(), sso.GetProfileOpts{AccessToken: "none"})
	refused(t, "no token", err, http.StatusUnauthorized, "")
	address, err := client.GetAuthorizationURL(sso.GetAuthorizationURLOpts{Connection: "conn_none",
		RedirectURI: w.app.Callback(), State: "s"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Browser(t).Get(t.Context(), address.String()); err != nil {
		t.Fatal(err)
	}
	if got := w.answer(t); got.Get("error") != "connection_invalid" || got.Get("state") != "s" ||
		got.Get("error_description") == "" {
		t.Errorf("no connection: %v", got)
	}
}

// A user signs in by OpenID Connect, and the app sees no difference but the type.
func TestGoOpenIDSignIn(t *testing.T) {
	w := open(t)
	_, c := w.OpenID(t)
	client := &sso.Client{APIKey: w.APIKey, ClientID: w.Welcome.Environment.ClientID, Endpoint: w.URL}
	address, err := client.GetAuthorizationURL(sso.GetAuthorizationURLOpts{
		Connection: string(c.ID), RedirectURI: w.app.Callback(), State: "s",
	})
	if err != nil {
		t.Fatal(err)
	}
	got := w.signInByOpenID(t, address.String())
	grant, err := client.GetProfileAndToken(t.Context(), sso.GetProfileAndTokenOpts{Code: got.Get("code")})
	if err != nil {
		t.Fatal(err)
	}
	if p := grant.Profile; p.Email != "grace@umbrella.example" || p.IdpID != "user-1" || p.FirstName != "Grace" ||
		string(p.ConnectionType) != c.Type || p.RawAttributes["sub"] != "user-1" {
		t.Errorf("%+v", p)
	}
}

// A user signs in at a provider that the app names, and is of no organization.
func TestGoOAuthSignIn(t *testing.T) {
	w := open(t)
	w.OAuth(t, "google")
	w.OAuth(t, "microsoft")
	w.Apple(t)
	asked := w.GitHub(t).Asked
	client := &sso.Client{APIKey: w.APIKey, ClientID: w.Welcome.Environment.ClientID, Endpoint: w.URL}
	for _, provider := range []sso.ConnectionType{sso.GoogleOAuth, sso.MicrosoftOAuth, sso.GitHubOAuth,
		sso.AppleOAuth} {
		address, err := client.GetAuthorizationURL(sso.GetAuthorizationURLOpts{
			Provider: provider, RedirectURI: w.app.Callback(), State: "s", LoginHint: "grace",
		})
		if err != nil {
			t.Fatal(err)
		}
		got := w.signInByOpenID(t, address.String())
		grant, err := client.GetProfileAndToken(t.Context(), sso.GetProfileAndTokenOpts{Code: got.Get("code")})
		if err != nil {
			t.Fatal(err)
		}
		if p := grant.Profile; p.Email != "grace@umbrella.example" || p.ConnectionType != provider ||
			p.OrganizationID != "" || p.ConnectionID == "" || p.IdpID == "" || p.RawAttributes["sub"] == "" {
			t.Errorf("%+v", p)
		}
	}
	if asked().Get("login_hint") != "grace" {
		t.Errorf("GitHub was asked %v", asked())
	}
}

// Organizations are created, listed page by page, filtered, read, changed and deleted.
func TestGoOrganizations(t *testing.T) {
	w := open(t)
	client := &organizations.Client{APIKey: w.live(t), Endpoint: w.URL}
	var made []string
	for i := range 3 {
		o, err := client.CreateOrganization(t.Context(), organizations.CreateOrganizationOpts{
			Name: fmt.Sprintf("Org %d", i), ExternalID: fmt.Sprintf("e/%d", i),
			Metadata: map[string]string{"tier": "diamond"}, AllowProfilesOutsideOrganization: true,
			IdempotencyKey: fmt.Sprintf("once-%d", i),
			DomainData: []organizations.OrganizationDomainData{{Domain: fmt.Sprintf("d%d.example", i),
				State: organizations.Verified}},
		})
		if err != nil || !o.AllowProfilesOutsideOrganization || len(o.Domains) != 1 || o.Metadata["tier"] != "diamond" {
			t.Fatalf("%+v, %v", o, err)
		}
		made = append([]string{o.ID}, made...)
	}
	bare, err := client.CreateOrganization(t.Context(), organizations.CreateOrganizationOpts{Name: "Bare"})
	if err != nil || len(bare.Domains) != 0 || bare.ExternalID != "" {
		t.Fatalf("%+v, %v", bare, err)
	}
	made = append([]string{bare.ID}, made...)
	var seen []string
	for after, more := "", true; more; more = after != "" {
		page, err := client.ListOrganizations(t.Context(), organizations.ListOrganizationsOpts{Limit: 3, After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page.Data {
			seen = append(seen, o.ID)
		}
		after = page.ListMetadata.After
	}
	if !slices.Equal(seen, made) {
		t.Errorf("listed %q, want %q", seen, made)
	}
	page, err := client.ListOrganizations(t.Context(),
		organizations.ListOrganizationsOpts{Domains: []string{"d0.example", "d2.example"}, Order: organizations.Asc})
	if err != nil || len(page.Data) != 2 || page.Data[0].Name != "Org 0" {
		t.Errorf("%+v, %v", page, err)
	}
	o, err := client.GetOrganizationByExternalID(t.Context(),
		organizations.GetOrganizationByExternalIDOpts{ExternalID: "e/2"})
	if err != nil || o.Name != "Org 2" {
		t.Errorf("%+v, %v", o, err)
	}
	o, err = client.UpdateOrganization(t.Context(), organizations.UpdateOrganizationOpts{Organization: o.ID,
		Name: "Renamed", Metadata: map[string]*string{"tier": nil}})
	if err != nil || o.Name != "Renamed" || len(o.Metadata) != 0 || o.ExternalID != "e/2" || len(o.Domains) != 1 {
		t.Errorf("%+v, %v", o, err)
	}
	if roles, err := client.ListOrganizationRoles(t.Context(),
		organizations.ListOrganizationRolesOpts{OrganizationID: o.ID}); err != nil || len(roles.Data) != 0 {
		t.Errorf("%+v, %v", roles, err)
	}
	_, err = client.CreateOrganization(t.Context(), organizations.CreateOrganizationOpts{Name: "x", ExternalID: "e/2"})
	refused(t, "an external id that is taken", err, http.StatusBadRequest, "external_id_already_used")
	if err := client.DeleteOrganization(t.Context(),
		organizations.DeleteOrganizationOpts{Organization: o.ID}); err != nil {
		t.Error(err)
	}
	_, err = client.GetOrganization(t.Context(), organizations.GetOrganizationOpts{Organization: o.ID})
	refused(t, "what is deleted", err, http.StatusNotFound, "Organization not found")
	_, err = (&organizations.Client{APIKey: "sk_none", Endpoint: w.URL}).ListOrganizations(t.Context(),
		organizations.ListOrganizationsOpts{})
	refused(t, "a wrong key", err, http.StatusUnauthorized, "")
}

// A domain is added, verified by its record, read and removed.
func TestGoOrganizationDomains(t *testing.T) {
	w := open(t)
	client := &organization_domains.Client{APIKey: w.APIKey, Endpoint: w.URL}
	x, err := client.CreateDomain(t.Context(), organization_domains.CreateOrganizationDomainOpts{
		OrganizationID: string(w.Welcome.Organization.ID), Domain: "foo.example"})
	if err != nil || x.State != organization_domains.OrganizationDomainPending ||
		x.VerificationStrategy != organization_domains.Dns || x.VerificationToken == "" || x.VerificationPrefix == "" {
		t.Fatalf("%+v, %v", x, err)
	}
	w.DNS.Set("foo.example", x.VerificationPrefix+"="+x.VerificationToken)
	if x, err := client.VerifyDomain(t.Context(),
		organization_domains.VerifyOrganizationDomainOpts{DomainID: x.ID}); err != nil ||
		x.State != organization_domains.OrganizationDomainVerified {
		t.Errorf("%+v, %v", x, err)
	}
	if x, err := client.GetDomain(t.Context(),
		organization_domains.GetOrganizationDomainOpts{DomainID: x.ID}); err != nil || x.Domain != "foo.example" {
		t.Errorf("%+v, %v", x, err)
	}
	if err := client.DeleteDomain(t.Context(),
		organization_domains.DeleteOrganizationDomainOpts{DomainID: x.ID}); err != nil {
		t.Error(err)
	}
}

// What happened since a sign-in is read page by page, each of it once, and from there on.
func TestGoEvents(t *testing.T) {
	w := open(t)
	signIn := &sso.Client{APIKey: w.APIKey, ClientID: w.Welcome.Environment.ClientID, Endpoint: w.URL}
	address, err := signIn.GetAuthorizationURL(sso.GetAuthorizationURLOpts{Connection: string(w.Welcome.Connection.ID),
		RedirectURI: w.app.Callback()})
	if err != nil {
		t.Fatal(err)
	}
	code := w.signIn(t, address.String()).Get("code")
	if _, err := signIn.GetProfileAndToken(t.Context(), sso.GetProfileAndTokenOpts{Code: code}); err != nil {
		t.Fatal(err)
	}
	client := &events.Client{APIKey: w.APIKey, Endpoint: w.URL}
	opts := events.ListEventsOpts{Limit: 1, OrganizationId: string(w.Welcome.Organization.ID),
		Events: []string{"authentication.sso_started", "authentication.sso_succeeded"}}
	var seen []string
	last := ""
	for range 5 {
		page, err := client.ListEvents(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Data {
			seen, last = append(seen, e.Event), e.ID
			if e.CreatedAt.IsZero() || !strings.Contains(string(e.Data), string(w.Welcome.Connection.ID)) {
				t.Errorf("%+v", e)
			}
		}
		if opts.After = page.ListMetadata.After; opts.After == "" {
			break
		}
	}
	if !slices.Equal(seen, opts.Events) {
		t.Errorf("told %q", seen)
	}
	opts.After = last
	if page, err := client.ListEvents(t.Context(), opts); err != nil || len(page.Data) != 0 {
		t.Errorf("behind the last: %+v, %v", page, err)
	}
	_, err = client.ListEvents(t.Context(), events.ListEventsOpts{Events: []string{"connection.created"}})
	refused(t, "a name that there is not", err, http.StatusUnprocessableEntity, "Validation failed")
}

// Connections are listed, read and deleted; a portal link is made.
func TestGoOtherResources(t *testing.T) {
	w := open(t)
	organization := string(w.Welcome.Organization.ID)
	id := w.connection(t, organization)
	client := &sso.Client{APIKey: w.APIKey, ClientID: w.Welcome.Environment.ClientID, Endpoint: w.URL}
	list, err := client.ListConnections(t.Context(), sso.ListConnectionsOpts{ConnectionType: sso.OktaSAML,
		OrganizationID: organization})
	if err != nil || len(list.Data) != 1 || list.Data[0].ID != id || list.Data[0].State != sso.Draft ||
		list.Data[0].Status != sso.Unlinked {
		t.Errorf("%+v, %v", list, err)
	}
	if c, err := client.GetConnection(t.Context(), sso.GetConnectionOpts{Connection: id}); err != nil ||
		c.OrganizationID != organization {
		t.Errorf("%+v, %v", c, err)
	}
	if err := client.DeleteConnection(t.Context(), sso.DeleteConnectionOpts{Connection: id}); err != nil {
		t.Error(err)
	}
	_, err = client.GetConnection(t.Context(), sso.GetConnectionOpts{Connection: id})
	refused(t, "what is deleted", err, http.StatusNotFound, "Connection not found")

	link, err := (&portal.Client{APIKey: w.APIKey, Endpoint: w.URL}).GenerateLink(t.Context(),
		portal.GenerateLinkOpts{Organization: organization, Intent: portal.SSO})
	if err != nil || !strings.HasPrefix(link, w.URL+"/portal/") {
		t.Errorf("%q, %v", link, err)
	}
}

// What an identity provider told of by SCIM is read: a directory, its users and groups, and the events of them.
func TestGoDirectories(t *testing.T) {
	w := open(t)
	d := w.provisioned(t)
	id, organization := string(d.ID), string(w.Welcome.Organization.ID)
	client := &directorysync.Client{APIKey: w.APIKey, Endpoint: w.URL}
	all, err := client.ListDirectories(t.Context(),
		directorysync.ListDirectoriesOpts{OrganizationID: organization, Search: "foo"})
	if err != nil || len(all.Data) != 1 || all.Data[0].ID != id {
		t.Fatalf("%+v, %v", all, err)
	}
	one, err := client.GetDirectory(t.Context(), directorysync.GetDirectoryOpts{Directory: id})
	if err != nil || one != all.Data[0] || one.State != "linked" || one.Type != directorysync.OktaSCIMV2_0 ||
		one.OrganizationID != organization {
		t.Errorf("%+v, %v", one, err)
	}
	groups, err := client.ListGroups(t.Context(), directorysync.ListGroupsOpts{Directory: id})
	if err != nil || len(groups.Data) != 1 || groups.Data[0].Name != "Staff" {
		t.Fatalf("%+v, %v", groups, err)
	}
	group := groups.Data[0]
	users, err := client.ListUsers(t.Context(), directorysync.ListUsersOpts{Group: group.ID})
	if err != nil || len(users.Data) != 1 {
		t.Fatalf("%+v, %v", users, err)
	}
	ada, err := client.GetUser(t.Context(), directorysync.GetUserOpts{User: users.Data[0].ID})
	if err != nil || ada.IdpID != "2836" || ada.Email != "ada@example.com" || ada.LastName != "Lovelace" ||
		ada.State != directorysync.Active ||
		len(ada.Groups) != 1 || ada.Groups[0].ID != group.ID || !strings.Contains(string(ada.RawAttributes),
		`"userName":"ada"`) {
		t.Errorf("%+v, %v", ada, err)
	}
	if ada.Role.Slug != "admin" {
		t.Errorf("the role of Ada is %+v", ada.Role)
	}
	of, err := (&organizations.Client{APIKey: w.APIKey, Endpoint: w.URL}).ListOrganizationRoles(t.Context(),
		organizations.ListOrganizationRolesOpts{OrganizationID: organization})
	if err != nil || len(of.Data) != 2 || of.Data[0].Slug != "admin" || of.Data[1].Name != "Member" {
		t.Errorf("%+v, %v", of, err)
	}
	if of, err := client.ListGroups(t.Context(), directorysync.ListGroupsOpts{User: ada.ID}); err != nil ||
		len(of.Data) != 1 || of.Data[0].ID != group.ID {
		t.Errorf("%+v, %v", of, err)
	}
	if g, err := client.GetGroup(t.Context(), directorysync.GetGroupOpts{Group: group.ID}); err != nil ||
		g.Name != "Staff" {
		t.Errorf("%+v, %v", g, err)
	}
	_, err = client.ListUsers(t.Context(), directorysync.ListUsersOpts{Directory: "directory_1"})
	refused(t, "users of no directory", err, http.StatusNotFound, "Directory not found")
	if err := client.DeleteDirectory(t.Context(), directorysync.DeleteDirectoryOpts{Directory: id}); err != nil {
		t.Error(err)
	}
	_, err = client.GetDirectory(t.Context(), directorysync.GetDirectoryOpts{Directory: id})
	refused(t, "what is deleted", err, http.StatusNotFound, "Directory not found")

	told, err := (&events.Client{APIKey: w.APIKey, Endpoint: w.URL}).ListEvents(t.Context(), events.ListEventsOpts{
		Events: []string{events.DirectoryActivated, events.DirectoryUserCreated, events.DirectoryGroupUserAdded,
			events.DirectoryDeleted}})
	var names []string
	for _, e := range told.Data {
		names = append(names, e.Event)
	}
	if want := []string{"dsync.activated", "dsync.user.created", "dsync.user.created", "dsync.group.user_added",
		"dsync.deleted"}; err != nil ||
		!slices.Equal(names, want) {
		t.Errorf("%q, %v", names, err)
	}
}
