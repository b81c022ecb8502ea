// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/importpreview.h"

#include "services/platform/edit/kindchange.h"
#include "services/platform/edit/secretkeys.h"
#include "services/wording/environmenttexts.h"

#include <QJsonDocument>

namespace ph::platform {

Result<ImportPreview> previewImport(const QByteArray &file)
{
    auto profile = importProfile(file);
    if (!profile)
        return fail(profile.error());
    ImportPreview preview;
    preview.profile = std::move(*profile);
    if (hasOwnBanner(preview.profile))
        preview.banner << wording::bannerUnlikeOthers(bannerWords(preview.profile),
            environmentKindName(preview.profile.kind),
            bannerWords(Profile::make(preview.profile.name, preview.profile.kind)));
    const QJsonObject json = QJsonDocument::fromJson(file).object();
    if (preview.profile.isProtected && !json.value(QLatin1String("protected")).toBool(true))
        preview.raised << wording::protectedAsOthers(environmentKindName(preview.profile.kind));
    if (preview.profile.isReadOnly && !json.value(QLatin1String("read_only")).toBool(true))
        preview.raised << wording::readOnlyAsOthers(environmentKindName(preview.profile.kind));
    const QJsonObject taken = profileToJson(preview.profile);
    for (const QString &key : json.keys())
        if (!taken.contains(key))
            preview.dropped << key.left(60);
    for (const SecretNeed &need : secretNeeds(preview.profile))
        preview.needed << wording::passwordNeeded(need.user, need.linkLabel);
    return preview;
}

} // namespace ph::platform
