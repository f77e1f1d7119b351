package lab

import "net/http"

const consolePath = "/console"

func (l *Lab) consoleRoutes(mux *http.ServeMux) {}
