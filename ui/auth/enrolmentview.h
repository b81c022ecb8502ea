// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auth/accountmodel.h"
#include "ui/auth/codefield.h"
#include "ui/auth/qrcodeview.h"
#include "ui/auth/secretclipboard.h"
#include "ui/components/banner.h"

namespace ph::ui {

/// Setting up an authenticator app: scan or type the secret, then prove it with a first code.
class EnrolmentView final : public QWidget {
    Q_OBJECT
public:
    EnrolmentView(models::AccountModel &model, SecretClipboard &clipboard, QWidget *parent = nullptr);
    void refresh();

private:
    void submit();
    void showSecret();

    models::AccountModel &m_model;
    SecretClipboard &m_clipboard;
    std::weak_ptr<const auth::Enrolment> m_shown;
    bool m_isShown = false;
    QrCodeView *m_qr;
    MonoLabel *m_secret;
    Button *m_copy;
    Label *m_copyNote;
    Banner *m_banner;
    CodeField *m_code;
    Button *m_confirm;
    Button *m_cancel;
};

} // namespace ph::ui
