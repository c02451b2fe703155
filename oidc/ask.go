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

// Ask finds out what a redirect of a provider stands for: it exchanges the code, reads
// and verifies the ID token, and reads the user information if the ID token has not
// the claims that wanted lists. Whose sign-in it is (the state) is for the caller to
// have settled.
func (c *Client) Ask(ctx context.Context, s Settings, r Request, q url.Values, wanted ...string) Answer {
	var a Answer
	var code string
	a.Redirect, code = readRedirect(q)
	if s.Apple != nil {
		a.Redirect.Name = readName(q.Get("user"))
	}
	if a.Redirect.refused() || code == "" {
		return a
	}
	p, err := c.Provider(ctx, s)
	if err != nil {
		a.Trouble = troubleOf(err)
		return a
	}
	a.Provider = &p
	if a.Redirect.Issuer != "" && a.Redirect.Issuer != p.Issuer {
		return a // another provider's code is not sent to this one (RFC 9207)
	}
	token, trouble := c.exchange(ctx, s, p, r, code)
	if trouble != nil {
		a.Trouble = trouble
		return a
	}
	if s.GitHub {
		a.UserInfo, a.Trouble = c.account(ctx, s, p, token)
		return a
	}
	text, _ := token.Extra("id_token").(string)
	if text == "" {
		a.Trouble = &Trouble{Cause: saml.OIDCNoIDToken, Address: p.TokenEndpoint}
		return a
	}
	if a.Token, a.Trouble = c.verify(ctx, p, s.Reach, text); a.Trouble != nil {
		return a
	}
	if p.UserInfo != "" && !claimsOf(a.Token.Claims).have(wanted) {
		a.UserInfo, a.UserInfoTrouble = c.userInfo(ctx, s, p, token)
	}
	return a
}

// refused tells whether the redirect brings no code that may be used.
func (r Redirect) refused() bool { return r.Error != "" || len(r.Twice) > 0 }

func troubleOf(err error) *Trouble {
	if t, ok := errors.AsType[*Trouble](err); ok {
		return t
	}
	return &Trouble{Cause: saml.OIDCDiscovery, Reason: saml.Unreachable, Text: cut(err.Error())}
}

// exchange gives the provider its code back, for tokens.
func (c *Client) exchange(ctx context.Context, s Settings, p Provider, r Request,
	code string) (*oauth2.Token, *Trouble) {
	secret := s.ClientSecret
	if s.Apple != nil {
		var err error
		if secret, err = s.Apple.secret(s, c.clock()); err != nil {
			return nil, &Trouble{Cause: saml.OIDCClientRefused, Address: p.TokenEndpoint, Text: cut(err.Error())}
		}
	}
	client := oauth2.Config{
		ClientID: s.ClientID, ClientSecret: secret, RedirectURL: s.RedirectURI,
		Endpoint: oauth2.Endpoint{TokenURL: p.TokenEndpoint, AuthStyle: oauth2.AuthStyleInHeader},
	}
	if p.takesForm() || s.ClientSecret == "" { // which it is of Apple, too
		client.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, c.fetch.HTTP(s.Reach))
	token, err := client.Exchange(ctx, code, oauth2.VerifierOption(r.Verifier))
	if err == nil {
		return token, nil
	}
	t := &Trouble{Cause: saml.OIDCTokenEndpoint, Reason: saml.Unreadable, Address: p.TokenEndpoint}
	secrets := []string{secret, url.QueryEscape(secret), code, r.Verifier}
	refused, isRefused := errors.AsType[*oauth2.RetrieveError](err)
	sent, isSent := errors.AsType[*url.Error](err)
	switch {
	case isRefused:
		t.Status = refused.Response.StatusCode
		t.Code = clean(scrub(refused.ErrorCode, secrets...), 100)
		t.Text = cut(scrub(refused.ErrorDescription, secrets...))
		if refused.ErrorCode != "" {
			t.Cause, t.Reason = refusalOf(t.Code, microsoftCode(t.Text))
		}
	case isSent:
		return nil, unreached(saml.OIDCTokenEndpoint, p.TokenEndpoint, sent.Err)
	default:
		t.Text = "its answer is not the JSON of a token response"
	}
	return nil, t
}

// refusalOf tells what a token endpoint refuses by its error code (RFC 6749, section
// 5.2), and of Microsoft's by the number of it.
func refusalOf(code, microsoft string) (saml.Cause, saml.Reason) {
	switch microsoft {
	case "AADSTS50011", "AADSTS500112":
		return saml.OIDCRedirectURI, ""
	case "AADSTS7000222":
		return saml.OIDCClientRefused, saml.SecretExpired
	case "AADSTS700016":
		return saml.OIDCClientRefused, saml.UnknownClient
	}
	switch code {
	case "invalid_client", "unauthorized_client", "incorrect_client_credentials": // the last is GitHub's
		return saml.OIDCClientRefused, ""
	case "redirect_uri_mismatch": // Google's
		return saml.OIDCRedirectURI, ""
	case "invalid_grant", "bad_verification_code": // the last is GitHub's
		return saml.OIDCCodeRefused, ""
	case "server_error", "temporarily_unavailable":
		return saml.OIDCProviderError, ""
	}
	return saml.OIDCRequestRefused, ""
}

// microsoftCode is the code that a description of Entra ID begins with.
func microsoftCode(description string) string {
	word, _, _ := strings.Cut(description, ":")
	digits, found := strings.CutPrefix(word, "AADSTS")
	if !found || digits == "" || len(digits) > 10 || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return word
}

// userInfo reads the claims that the ID token has not.
func (c *Client) userInfo(ctx context.Context, s Settings, p Provider,
	token *oauth2.Token) (json.RawMessage, *Trouble) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.UserInfo, nil)
	if err != nil {
		return nil, &Trouble{Cause: saml.OIDCUserInfo, Reason: saml.Unreadable, Address: p.UserInfo,
			Text: "the userinfo_endpoint is no web address"}
	}
	request.Header.Set("Accept", "application/json")
	token.SetAuthHeader(request)
	response, err := c.fetch.HTTP(s.Reach).Do(request)
	if sent, ok := errors.AsType[*url.Error](err); ok {
		return nil, unreached(saml.OIDCUserInfo, p.UserInfo, sent.Err)
	} else if err != nil {
		return nil, unreached(saml.OIDCUserInfo, p.UserInfo, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !isObject(text) || len(text) > maxToken {
		return nil, &Trouble{Cause: saml.OIDCUserInfo, Reason: saml.Unreadable, Address: p.UserInfo,
			Status: response.StatusCode, Text: "it gave no JSON object with claims"}
	}
	return text, nil
}
