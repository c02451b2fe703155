package api

import (
	_ "embed"
	"net/http"

	"gatehouse/web/internal/respond"
)

// openAPI describes all routes of this package for tools. A test holds it against them.
//
//go:embed openapi.json
var openAPI []byte

// describe is the one route that asks for no API key: it tells nothing of this installation.
func describe(w http.ResponseWriter, _ *http.Request) { respond.WriteJSON(w, http.StatusOK, openAPI) }
