package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"gatehouse/saml"
)

// GitHub is the connection type of GitHub, which speaks OAuth 2.0 without an ID token:
// who the user is says its API, to the token that came with the code.
const GitHub = "GitHubOAuth"

// gitHub is GitHub as a discovery document would have it: github.com, or a server of
// one's own at another issuer.
func gitHub(issuer string) Provider {
	base, api := strings.TrimRight(issuer, "/"), "https://api.github.com"
	if base != "https://github.com" {
		api = base + "/api/v3"
	}
	return Provider{Issuer: issuer, Authorization: base + "/login/oauth/authorize",
		TokenEndpoint: base + "/login/oauth/access_token", UserInfo: api + "/user", AuthMethods: []string{inForm}}
}

// account reads who the user is as claims: what the API says of them, with the address
// that is their primary one and whether GitHub has verified it.
func (c *Client) account(ctx context.Context, s Settings, p Provider,
	token *oauth2.Token) (json.RawMessage, *Trouble) {
	var user map[string]any
	if t := c.read(ctx, s, p.UserInfo, token, &user); t != nil {
		return nil, t
	}
	var emails []struct {
		Email             string
		Primary, Verified bool
	}
	if t := c.read(ctx, s, p.UserInfo+"/emails", token, &emails); t != nil {
		return nil, t
	}
	delete(user, "email") // the public one, that nobody has verified
	if id, ok := user["id"].(json.Number); ok {
		user["sub"] = id.String()
	}
	for _, e := range emails {
		if e.Primary {
			user["email"], user["email_verified"] = e.Email, e.Verified
		}
	}
	text, err := json.Marshal(user)
	if err != nil {
		return nil, &Trouble{Cause: saml.OIDCUserInfo, Reason: saml.Unreadable, Address: p.UserInfo,
			Text: cut(err.Error())}
	}
	return text, nil
}

// read asks GitHub's API.
func (c *Client) read(ctx context.Context, s Settings, address string, token *oauth2.Token, into any) *Trouble {
	no := func(status int, why string) *Trouble {
		return &Trouble{Cause: saml.OIDCUserInfo, Reason: saml.Unreadable, Address: address, Status: status, Text: why}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return no(0, "it is no web address")
	}
	request.Header.Set("Accept", "application/vnd.github+json")
	token.SetAuthHeader(request)
	response, err := c.fetch.HTTP(s.Reach).Do(request)
	if sent, ok := errors.AsType[*url.Error](err); ok {
		return unreached(saml.OIDCUserInfo, address, sent.Err)
	} else if err != nil {
		return unreached(saml.OIDCUserInfo, address, err)
	}
	defer response.Body.Close()
	d := json.NewDecoder(io.LimitReader(response.Body, maxToken))
	d.UseNumber()
	if response.StatusCode != http.StatusOK {
		return no(response.StatusCode, "it answered "+response.Status)
	}
	if d.Decode(into) != nil {
		return no(response.StatusCode, "it gave no JSON of a user")
	}
	return nil
}
